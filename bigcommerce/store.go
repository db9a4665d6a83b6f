package bigcommerce

// Store is what GET /v2/store tells (store_information.v2 spec), as far as Cartwire uses it. The rest, such as the logo,
// which is an object or an empty array, is not decoded.
type Store struct {
	ID               string        `json:"id"`       // the store hash
	StoreID          int64         `json:"store_id"` // BigCommerce's own number
	AccountUUID      string        `json:"account_uuid"`
	Name             string        `json:"name"`
	Domain           string        `json:"domain"`
	SecureURL        string        `json:"secure_url"`
	ControlPanelURL  string        `json:"control_panel_base_url"`
	Status           string        `json:"status"` // "live", ...
	Country          string        `json:"country"`
	CountryCode      string        `json:"country_code"`
	AdminEmail       string        `json:"admin_email"`
	OrderEmail       string        `json:"order_email"`
	Timezone         StoreTimezone `json:"timezone"`
	Language         string        `json:"language"`
	Currency         string        `json:"currency"` // "USD"
	CurrencySymbol   string        `json:"currency_symbol"`
	DecimalPlaces    int           `json:"decimal_places"`
	WeightUnits      string        `json:"weight_units"`
	DimensionUnits   string        `json:"dimension_units"`
	PlanName         string        `json:"plan_name"`
	PlanLevel        string        `json:"plan_level"`
	PlanIsTrial      bool          `json:"plan_is_trial"`
	PriceIncludesTax bool          `json:"is_price_entered_with_tax"`
	DefaultChannelID int           `json:"default_channel_id"`
}

// StoreTimezone is the store's time zone; offsets in seconds.
type StoreTimezone struct {
	Name          string `json:"name"` // "America/Chicago"
	RawOffset     int    `json:"raw_offset"`
	DSTOffset     int    `json:"dst_offset"`
	DSTCorrection bool   `json:"dst_correction"`
}
