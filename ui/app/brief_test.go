package app

import (
	"slices"
	"strings"
	"testing"

	"cartwire/bigcommerce/sandbox"
	"cartwire/ui/screen"
	"cartwire/ui/setup"
)

// The places where the brief's steps, fields and warnings are told.
var places = map[string]func(s *still){
	"list":                  func(s *still) { s.connect("Acme Outdoors"); s.press("esc") },
	"gallery":               func(s *still) { s.press("a") },
	"sign in":               func(s *still) { s.guideAt(setup.GuideSignIn, setup.Goals{Orders: true}) },
	"open":                  func(s *still) { s.guideAt(setup.GuideOpen, setup.Goals{Orders: true}) },
	"name":                  func(s *still) { s.guideAt(setup.GuideName, setup.Goals{Orders: true}) },
	"permissions: orders":   func(s *still) { s.guideAt(setup.GuidePermissions, setup.Goals{Orders: true}) },
	"permissions: stock":    func(s *still) { s.guideAt(setup.GuidePermissions, setup.Goals{Orders: true, Stock: true}) },
	"permissions: statuses": func(s *still) { s.guideAt(setup.GuidePermissions, setup.Goals{Orders: true, Statuses: true}) },
	"save":                  func(s *still) { s.guideAt(setup.GuideSave, setup.Goals{Orders: true}) },
	"credentials":           func(s *still) { s.guideAt(setup.GuideCredentials, setup.Goals{Orders: true}) },
	"read":                  func(s *still) { s.guideAt(setup.GuideRead, setup.Goals{Orders: true}) },
	"account":               func(s *still) { s.press("enter", "enter") },
	"legacy: create":        func(s *still) { s.legacy(5) },
	"legacy: name":          func(s *still) { s.legacy(6) },
	"legacy: enter":         func(s *still) { s.legacy(7) },
	"editor":                func(s *still) { s.send(screen.OpenMsg{Kind: screen.Editor}) },
	"editor: pasted":        func(s *still) { s.send(screen.OpenMsg{Kind: screen.Editor}); s.paste(pasted) },
	"editor: legacy": func(s *still) {
		s.send(screen.OpenMsg{Kind: screen.Editor, Filled: &setup.Filled{Goals: setup.Goals{Orders: true}, Legacy: true}})
	},
	"editor: legacy path": func(s *still) {
		s.send(screen.OpenMsg{Kind: screen.Editor, Filled: &setup.Filled{Goals: setup.Goals{Orders: true}, Legacy: true}})
		s.press("down", "down", "'https://store-ab12cd.mybigcommerce.com/api/v2/'", "tab")
	},
	"editor: options":   func(s *still) { s.send(screen.OpenMsg{Kind: screen.Editor}); s.press("ctrl+n") },
	"editor: locations": func(s *still) { s.send(screen.OpenMsg{Kind: screen.Editor}); s.press("ctrl+n", "ctrl+n") },
	"test": func(s *still) {
		s.send(screen.OpenMsg{Kind: screen.Editor})
		s.paste(pasted).press("ctrl+t")
	},
}

type saying struct {
	says  string // of the brief
	place string
	want  []string
}

// brief is every step, field and warning of the instructions that the setup mirrors, with the place that carries it and
// the words that must stand there.
var brief = []saying{
	// What it is.
	{"a paid-for eCommerce solution that offers small businesses a wide selection", "gallery", []string{"paid service on which small businesses run a complete online store"}},
	{"design their own stores by choosing a template from a wide range", "gallery", []string{"begins with one of many templates"}},
	{"sell either physical or digital goods", "gallery", []string{"sells physical goods and digital ones"}},
	{"tools provided to help market your store", "gallery", []string{"has tools to market them"}},
	{"both web design beginners and advanced users ... HTML and CSS", "gallery", []string{"beginners can leave it at that", "HTML and CSS"}},

	// Generating Connection Credentials.
	{"1. Log in to BigCommerce.", "sign in", []string{"Log in to BigCommerce", "https://login.bigcommerce.com/"}},
	{"2. Click Advanced Settings located on the left side of the interface.", "open", []string{"Settings, then Store-level API accounts", "Older stores: Advanced Settings on the left side"}},
	{"3. Click API Accounts", "open", []string{"then API Accounts"}},
	{"4. Click the Create API Account button.", "name", []string{"Click the Create API account button", "V2/V3 API token"}},
	{"5. you'll be given your store URL", "name", []string{"the API path, your store's own URL"}},
	{"5. you'll provide the name for the account ... the name of your business", "name", []string{"at least 4 characters, such as the name of your business"}},
	{"NOTE: remove the \"/v3/\" at the end of the URL", "name", []string{"Cartwire removes the /v3/ at its end by itself"}},
	{"NOTE: remove the \"/v3/\" at the end of the URL", "editor: pasted", []string{"trailing /v3/ removed"}},
	{"6. you specify the permissions for the API account", "permissions: orders", []string{"Step 6", "Specify the permissions"}},
	{"just Import Orders ... Customers, Orders and Products set to read-only", "permissions: orders",
		[]string{"Customers read-only for Import Orders", "Orders read-only for Import Orders", "Products read-only for Import Orders"}},
	{"to update Inventory, then Products needs to be set to modify", "permissions: stock", []string{"Products modify for Update Inventory", "Store Inventory modify"}},
	{"to update Order Status, then Orders needs to be set to modify", "permissions: statuses", []string{"Orders modify for Update Order Status"}},
	{"you can't go back to change the settings, you have to start over", "save", []string{"You can't go back to change the permissions", "start over"}},
	{"7. Click Save", "save", []string{"Step 7", "then click Save"}},
	{"8. This is the ONLY time you get to see this.", "save", []string{"What comes next is shown only once"}},
	{"8. This is the ONLY time you get to see this.", "credentials", []string{"Step 8", "This is the ONLY time you see them"}},
	{"the Client ID (Which goes into the username field)", "credentials", []string{"the Client ID (its field Username)"}},
	{"the Access Token (which goes into the API key field)", "credentials", []string{"the Access Token (its field API Key)"}},
	{"9. Click Done, after clicking Done a file is downloaded to the computer's download folder", "credentials",
		[]string{"Click Done. The browser puts a text file with all of this into its download folder"}},
	{"9. a file ... contains the above information in a text file", "read", []string{"Step 9", "the text file that BigCommerce downloaded"}},
	{"10. click 'Need a legacy API key? Click here.'", "legacy: create", []string{"\"Need a legacy API key? Click here.\"", "otherwise skip"}},
	{"10. (who needs it)", "account", []string{"only if your store still has a legacy account; otherwise skip"}},
	{"11. Click the Create a Legacy API Account button.", "legacy: create", []string{"click the Create a Legacy API Account button"}},
	{"12. Enter a Username. Take note of the API Path and API Token.", "legacy: name", []string{"Enter a Username. Take note of the API Path and the API Token"}},
	{"12. Copy and paste the details to save them.", "legacy: name", []string{"copy all three and keep them"}},

	// Adding Connection Settings.
	{"1. Click on the Gear icon to access the Admin screen.", "list", []string{"Cartwire › Ecommerce Integration"}}, // the program opens there
	{"2. Click Ecommerce Integration under the General section.", "list", []string{"Ecommerce Integration"}},
	{"3. Select Active", "list", []string{"Active"}},
	{"3. click the Add Cart button", "list", []string{"add cart"}},
	{"4. Select BigCommerce by clicking its Add button.", "gallery", []string{"BigCommerce", "Add ]"}},
	{"5. enter and set the connection settings in the General tab", "editor", []string{"General"}},
	{"6. Website Name: Enter or assign a name", "editor", []string{"Website Name any name you know the store by"}},
	{"7. Username: Client ID", "editor", []string{"Client ID", "(Username)"}},
	{"7. Password: API Path", "editor", []string{"API Path", "(Password)"}},
	{"7. API Key: Access Token", "editor", []string{"Access Token", "(API Key)"}},
	{"8. API URL: the API Path from Step 12", "legacy: enter", []string{"API URL is the API Path"}},
	{"8. Make sure to remove the '/' following the Path URL or you will get an error", "legacy: enter", []string{"A slash after the path, which is an error elsewhere, is removed by Cartwire"}},
	{"8. Username from Step 12", "legacy: enter", []string{"Username is the Username"}},
	{"8. Password: the API Token from Step 12", "legacy: enter", []string{"Password is the API Token"}},
	{"8. API URL", "editor: legacy", []string{"API URL", "(API Path)"}},
	{"8. Enter the BigCommerce Username for username.", "editor: legacy", []string{"Username as entered for the legacy account"}},
	{"8. Enter the BigCommerce API Token for password.", "editor: legacy", []string{"API Token (Password)"}},
	{"8. Make sure to remove the '/' following the Path URL", "editor: legacy path", []string{"trailing / removed"}},
	{"Select what you need from the options ... the corresponding checkbox", "editor: options", []string{"[x] Import Orders"}},
	{"Select at least one location ... to limit the inventory to specific location(s)", "editor: locations", []string{"[ ] Main", "none ticked means all"}},
	{"Click Test Connection.", "editor", []string{"Test Connection"}},
	{"Click Test Connection.", "test", []string{"The connection works"}},
	{"Click Save.", "editor", []string{"Save ]"}},
}

func TestBriefIsCarried(t *testing.T) {
	for place := range places {
		if !slices.ContainsFunc(brief, func(b saying) bool { return b.place == place }) {
			t.Errorf("nothing is looked for in %q", place)
		}
	}
	for _, b := range brief {
		t.Run(b.place+"/"+b.says, func(t *testing.T) {
			show, ok := places[b.place]
			if !ok {
				t.Fatalf("there is no place %q", b.place)
			}
			s := newStill(t, Config{}, practice(sandbox.Config{Orders: 3})).open(120, 50)
			show(s)
			words := strings.Join(strings.Fields(strings.ReplaceAll(s.frame(), "│", " ")), " ")
			for _, w := range b.want {
				if !strings.Contains(words, w) {
					t.Errorf("%q is not told:\n%s", w, s.frame())
				}
			}
		})
	}
}
