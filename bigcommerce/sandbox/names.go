package sandbox

// The words that people, places and goods are made of. Some need more than ASCII, as in a real store.

type place struct{ street, city, state, zip, country, iso string }

var (
	firstNames = []string{"Ava", "Liam", "Noah", "Mia", "Olivia", "Ethan", "Zoë", "José", "Björn", "Siobhán", "Chloé", "Łukasz", "Nguyễn", "Anaïs",
		"Emma", "James", "Lucas", "Grace", "Henry", "Sofía", "Jürgen", "明美", "Дмитрий", "Fatima", "Priya", "Kwame", "Ingrid", "Tom", "Ruth", "Daniel"}
	lastNames = []string{"Smith", "Johnson", "Müller", "García", "O'Brien", "Brown", "Łukasiewicz", "Nguyễn", "Ōta", "Иванов", "Davis", "Miller",
		"Wilson", "Dubois", "Sørensen", "van der Berg", "Martínez", "Clark", "Lewis", "Young", "Patel", "Okafor", "Andersson", "Rossi", "Hughes", "Kim"}
	mailNames = []string{"ava", "liam", "noah", "mia", "olivia", "ethan", "zoe", "jose", "bjorn", "siobhan", "chloe", "lukasz", "nguyen", "anais",
		"emma", "james", "lucas", "grace", "henry", "sofia", "jurgen", "akemi", "dmitri", "fatima", "priya", "kwame", "ingrid", "tom", "ruth", "daniel"}
	mailHosts = []string{"example.com", "example.org", "mail.example.net"}
	companies = []string{"Acme Outdoors", "Blue Fjord GmbH", "Café Olé & Co.", "Smith, Jones \"& Sons\"", "Østerbro Sport ApS", "Northwind Traders",
		"Tanaka 商店", "Lone Star Supply", "Green Valley School District", "O'Leary Construction"}
	places = []place{
		{"455 Main Street", "Austin", "Texas", "78751", "United States", "US"},
		{"12 Ocean Avenue", "San Diego", "California", "92101", "United States", "US"},
		{"901 W Lake Street", "Chicago", "Illinois", "60607", "United States", "US"},
		{"77 Congress Street", "Portland", "Maine", "04101", "United States", "US"},
		{"3100 Pine Road", "Denver", "Colorado", "80205", "United States", "US"},
		{"18 Peachtree Place", "Atlanta", "Georgia", "30309", "United States", "US"},
		{"640 5th Avenue", "New York", "New York", "10019", "United States", "US"},
		{"1420 Harbor Way", "Seattle", "Washington", "98109", "United States", "US"},
		{"1250 Rue Saint-Denis", "Montréal", "Quebec", "H2X 3J5", "Canada", "CA"},
		{"88 Queen Street West", "Toronto", "Ontario", "M5H 2N2", "Canada", "CA"},
		{"221B Baker Street", "London", "Greater London", "NW1 6XE", "United Kingdom", "GB"},
		{"Königsallee 14", "Düsseldorf", "Nordrhein-Westfalen", "40212", "Germany", "DE"},
		{"5 Rue de l'Église", "Besançon", "Doubs", "25000", "France", "FR"},
		{"9 George Street", "Sydney", "New South Wales", "2000", "Australia", "AU"},
		{"1-7-1 Nagatachō", "Chiyoda", "東京都", "100-0014", "Japan", "JP"},
	}
	// placeWeights keeps most orders at home.
	placeWeights = []int{12, 12, 11, 8, 10, 9, 13, 9, 3, 4, 3, 2, 1, 2, 1}

	adjectives = []string{"Alpine", "Cedar", "Coastal", "Ember", "Glacier", "Harbor", "Juniper", "Maple", "Meadow", "Nordic", "Prairie", "Ridge",
		"Sierra", "Summit", "Tundra", "Willow"}
	goods = []struct {
		name, code, brand string
		cents, grams      int
	}{
		{"Trail Jacket", "JKT", "Ridgeline", 12900, 640}, {"Wool Beanie", "BEA", "Fjällhem", 2450, 90}, {"Daypack 22L", "PCK", "Ridgeline", 8900, 820},
		{"Enamel Mug", "MUG", "Campfire Goods", 1495, 310}, {"Camp Chair", "CHR", "Campfire Goods", 6500, 2900}, {"Rain Shell", "SHL", "Ridgeline", 15900, 410},
		{"Hiking Sock", "SCK", "Fjällhem", 1899, 80}, {"Head Lamp", "LMP", "Lumen", 3999, 120}, {"Water Bottle", "BTL", "Campfire Goods", 2199, 260},
		{"Merino Tee", "TEE", "Fjällhem", 5495, 170}, {"Two-Person Tent", "TNT", "Ridgeline", 32900, 3100}, {"Trekking Pole", "POL", "Ridgeline", 4450, 480},
		{"Crème Brûlée Set", "CRB", "Maison Été", 3725, 1450}, {"Field Notes 8½\"", "NTS", "Papier", 995, 140}, {"Dry Bag", "BAG", "Harborline", 2750, 210},
		{"Fleece Blanket", "BLK", "Fjällhem", 4200, 900},
	}
	colours = []string{"Slate", "Moss", "Rust", "Ivory", "Indigo"}
	sizes   = []string{"S", "M", "L", "XL"}

	customerMessages = []string{"Please leave it at the back door.", "Gift for my sister — no invoice in the box, please!", "Ring twice.\nThe bell is broken.",
		"Merci beaucoup 🙂", "Can this arrive by Friday?"}
	staffNotes = []string{"Called the customer, address confirmed.", "Packed by two people.", "VIP", "Check stock of the second line."}

	payments = []struct{ method, gateway string }{
		{"Credit Card", "stripe"}, {"PayPal", "paypalexpress"}, {"Manual", "custom"}, {"Cash on Delivery", "cod"}, {"Bank Deposit", "bankdeposit"}, {"Check", "cheque"},
	}
	paymentWeights  = []int{62, 24, 5, 3, 3, 3}
	shippingMethods = []struct {
		name  string
		cents int
	}{{"Free Shipping", 0}, {"Flat Rate", 795}, {"UPS® Ground", 1240}, {"FedEx 2Day®", 2485}, {"USPS Priority Mail", 985}}
	shippingWeights = []int{30, 25, 22, 8, 15}
	discountNames   = []string{"Spring sale", "Buy 2, save 10 %", "Members' day"}
	couponCodes     = []string{"WELCOME5", "S2549JM0Y", "FREUNDE10"}
)

// currency is what a shopper pays in; perUnit is how many ten-thousandths of it one US dollar buys.
type currency struct {
	id       int
	code     string
	perUnit  int
	smallest money
}

var (
	currencies = []currency{{1, "USD", 10000, cent}, {2, "EUR", 9200, cent}, {3, "GBP", 7900, cent}, {4, "CAD", 13600, cent}, {5, "JPY", 1512300, unit}}
	// currencyWeights: nearly every order is in the store's own currency.
	currencyWeights = []int{950, 18, 12, 15, 5}
)
