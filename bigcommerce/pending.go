package bigcommerce

import (
	"context"
	"errors"
	"net/http"
	"time"
)

var errPending = errors.New("not written yet")
var sharedTransport http.RoundTripper = http.DefaultTransport

func validHash(string) bool { return true }

type APIPath struct{ Base, StoreHash string }

func (p APIPath) String() string { return p.Base + "/stores/" + p.StoreHash }

func ParseAPIPath(text string) (path APIPath, notes []string, err error) {
	return path, nil, errPending
}

type Credentials struct {
	Name        string
	APIPath     APIPath
	ClientID    string
	AccessToken Secret
}

func ParseCredentials(text []byte) (c Credentials, notes []string, err error) {
	return c, nil, errPending
}
func ReadCredentialsFile(path string) (Credentials, []string, error) {
	return Credentials{}, nil, errPending
}
func IsCredentialsFile(name string) bool { return false }

type QuotaState struct {
	Limit, Left, Share, Used int
	ResetAt                  time.Time
	Window                   time.Duration
}
type Quota struct{}

func NewQuota() *Quota             { return &Quota{} }
func (q *Quota) State() QuotaState { return QuotaState{} }

func (e *NetworkError) TLS() bool { return false }

func (c *Client) Time(ctx context.Context) (time.Time, error) { return time.Time{}, errPending }
func (c *Client) Store(ctx context.Context) (Store, error)    { return Store{}, errPending }
func (c *Client) OrderStatuses(ctx context.Context) ([]OrderStatus, error) {
	return nil, errPending
}

// MaxPage is the most rows of a page.
const MaxPage = 250

type OrderFilter struct {
	MinID, MaxID                                     uint64
	StatusID                                         *int
	MinCreated, MaxCreated, MinModified, MaxModified time.Time
}

func (c *Client) CountOrders(ctx context.Context, f OrderFilter) (int, error) { return 0, errPending }

type OrderQuery struct {
	OrderFilter
	Sort  string
	Limit int
}

func (c *Client) ListOrders(ctx context.Context, q OrderQuery) ([]Order, error) {
	return nil, errPending
}
func (c *Client) Order(ctx context.Context, id uint64) (Order, error) { return Order{}, errPending }
func (c *Client) OrderProducts(ctx context.Context, id uint64) ([]OrderProduct, error) {
	return nil, errPending
}
func (c *Client) Test(ctx context.Context, needs []Need, report func(Check)) TestResult {
	return TestResult{}
}
