package bigcommerce

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestAPIURLsAreUnderstood(t *testing.T) {
	const want = "https://store-ab12cd.mybigcommerce.com/api/v2"
	for text, note := range map[string]string{
		want:       "",
		want + "/": "trailing / removed",
		" \"https://store-ab12cd.mybigcommerce.com/api/v2/\"\n":  "trailing / removed",
		"https://store-ab12cd.mybigcommerce.com":                 "/api/v2 added",
		"https://store-ab12cd.mybigcommerce.com/":                "/api/v2 added",
		"https://store-ab12cd.mybigcommerce.com/api/":            "/v2 added",
		"https://STORE-AB12CD.mybigcommerce.com/API/V2":          "",
		"https://store-ab12cd.mybigcommerce.com/api/v3/":         "a legacy account has only V2",
		"https://store-ab12cd.mybigcommerce.com/manage/settings": "what follows the host was replaced by /api/v2",
		"http://store-ab12cd.mybigcommerce.com/api/v2":           "http:// changed to https://",
		"store-ab12cd.mybigcommerce.com/api/v2":                  "https:// put in front",
		"API Path: " + want:                                      "",
		"ab12cd":                                                 "store hash understood",
		"store-ab12cd":                                           "store hash understood",
		want + "?a=b":                                            "what follows the path was removed",
	} {
		got, notes, err := ParseAPIURL(text)
		if err != nil || got != want || (note == "") != (len(notes) == 0) || !strings.Contains(strings.Join(notes, "; "), note) {
			t.Errorf("%q: %q, %q, %v", text, got, notes, err)
		}
	}
	for text, want := range map[string]string{
		"www.acme.example/api/v2/":             "https://www.acme.example/api/v2",
		"http://www.acme.example/api/v2/":      "https://www.acme.example/api/v2",
		"http://127.0.0.1:4567/api/v2/":        "http://127.0.0.1:4567/api/v2",
		"localhost:4567":                       "http://localhost:4567/api/v2",
		"http://practice.example:8080/api/v2/": "http://practice.example:8080/api/v2",
	} {
		if got, _, err := ParseAPIURL(text); err != nil || got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for text, part := range map[string]string{
		"": "is empty",
		"https://api.bigcommerce.com/stores/ab12cd/v3/": "store-level",
		"stores/ab12cd/v3":                          "store-level",
		"http://127.0.0.1:4567/stores/ab12cd/v3/":   "store-level",
		"https://user:pass@www.acme.example/api/v2": "user name",
		"ftp://www.acme.example":                    "https://",
		"two words":                                 "spaces",
		"https://store-{hash}.mybigcommerce.com":    "placeholder",
		testToken:                                   "no store hash",
		"https://":                                  "web address",
	} {
		_, _, err := ParseAPIURL(text)
		var input *InputError
		if !errors.As(err, &input) || input.Field != "API URL" || !strings.Contains(err.Error(), part) || strings.Contains(err.Error(), testToken) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// FuzzParseAPIURL: what is understood is in its one form, and understood again without a note.
func FuzzParseAPIURL(f *testing.F) {
	for _, text := range []string{"https://store-ab12cd.mybigcommerce.com/api/v2/", "ab12cd", "www.acme.example:8080/x?y#z", "http://[::1]:80", "API URL: x.y", "https://%41.b/"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, _, err := ParseAPIURL(text)
		if err != nil {
			return
		}
		if !strings.HasSuffix(got, "/api/v2") || strings.ContainsAny(got, " \r\n\"@") {
			t.Errorf("%q gives %q", text, got)
		}
		if again, notes, err := ParseAPIURL(got); err != nil || again != got || len(notes) != 0 {
			t.Errorf("%q gives %q, and that %q, %q, %v", text, got, again, notes, err)
		}
	})
}

func TestLegacyTokenGoesOnlyToTheStore(t *testing.T) {
	for name, tc := range map[string]struct {
		url, confirmed, allowed string
		want                    *HostError // nil: it may
	}{
		"the store's host":      {"https://store-ab12cd.mybigcommerce.com/api/v2", "", "", nil},
		"custom domain":         {"https://www.acme.example/api/v2", "", "", &HostError{Host: "www.acme.example", Custom: true}},
		"confirmed":             {"https://www.acme.example/api/v2", "WWW.acme.example", "", nil},
		"another confirmed":     {"https://www.acme.example/api/v2", "acme.example", "", &HostError{Host: "www.acme.example", Custom: true}},
		"a look-alike":          {"https://evilmybigcommerce.com/api/v2", "", "", &HostError{Host: "evilmybigcommerce.com", Custom: true}},
		"plain, with port":      {"http://www.acme.example:80/api/v2", "www.acme.example:80", "", &HostError{Host: "www.acme.example:80", Insecure: true}},
		"plain practice store":  {"http://127.0.0.1:4567/api/v2", "", "127.0.0.1:4567", nil},
		"another plain one":     {"http://127.0.0.1:4568/api/v2", "127.0.0.1:4568", "127.0.0.1:4567", &HostError{Host: "127.0.0.1:4568", Insecure: true}},
		"store's host in plain": {"http://store-ab12cd.mybigcommerce.com:8080", "", "", &HostError{Host: "store-ab12cd.mybigcommerce.com:8080", Insecure: true}},
	} {
		l := testLegacy()
		l.APIURL, l.ConfirmedHost = tc.url, tc.confirmed
		_, err := NewClient(Config{Legacy: l, AllowInsecureHost: tc.allowed})
		var host *HostError
		if (tc.want == nil) != (err == nil) || (err != nil && (!errors.As(err, &host) || *host != *tc.want)) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil {
			checkSentences(t, err)
		}
	}
	if host, custom := CustomHost("https://www.Acme.example/api/v2"); host != "www.acme.example" || !custom {
		t.Errorf("%q, %v", host, custom)
	}
	if _, custom := CustomHost("https://store-ab12cd.mybigcommerce.com/api/v2"); custom {
		t.Error("the store's own host counts as custom")
	}
	for _, user := range []string{"", "a:b", "a\nb"} {
		l := testLegacy()
		l.Username = user
		var auth *AuthError
		if _, err := NewClient(Config{Legacy: l}); !errors.As(err, &auth) || !auth.Legacy {
			t.Errorf("user %q: %v", user, err)
		}
	}
}

func TestLegacyRequests(t *testing.T) {
	var asked []string
	c := legacyClient(t, func(r *http.Request) (*http.Response, error) {
		user, password, ok := r.BasicAuth()
		if !ok || user != "acme" || password != testToken || r.Header.Get("X-Auth-Token") != "" {
			t.Errorf("%s: %v", r.URL, r.Header)
		}
		asked = append(asked, r.URL.Path)
		if strings.HasSuffix(r.URL.Path, "/orders") {
			return answer(r, 200, "["+orderJSON(1, 2, "["+shippingJSON(9, "", lineJSON(5, 9, 2))+"]")+"]"), nil
		}
		return answer(r, 200, timeBody), nil
	})
	orders, err := c.ListOrders(t.Context(), OrderQuery{})
	if err != nil || len(orders) != 1 || len(orders[0].Lines()) != 1 {
		t.Errorf("%+v, %v", orders, err)
	}
	if _, err := c.Time(t.Context()); err != nil {
		t.Error(err)
	}
	var legacy *LegacyError
	if _, err := c.Customers(t.Context(), []uint64{7}); !errors.As(err, &legacy) {
		t.Errorf("%v", err)
	}
	checkSentences(t, &LegacyError{})
	if want := []string{"/api/v2/orders", "/api/v2/time"}; !slices.Equal(asked, want) {
		t.Errorf("%q", asked)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if s := fmt.Sprintf(verb, c) + fmt.Sprintf(verb, testLegacy()); strings.Contains(s, testToken) {
			t.Errorf("%s shows the token: %s", verb, s)
		}
	}
}

func TestLegacyRedirectsCarryNothing(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the redirect was followed, with %q", r.Header.Get("Authorization"))
	}))
	defer other.Close()
	first := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusMovedPermanently)
	}))
	defer first.Close()
	transport := newTransport()
	defer transport.CloseIdleConnections()
	l := testLegacy()
	l.APIURL = first.URL
	c, err := NewClient(Config{Legacy: l, AllowInsecureHost: strings.TrimPrefix(first.URL, "http://"), Transport: transport, Patience: PatiencePerson})
	if err != nil {
		t.Fatal(err)
	}
	var host *HostError
	if _, err := c.Time(t.Context()); !errors.As(err, &host) || !host.Redirect {
		t.Errorf("%v", err)
	}
}

func TestHourlyQuota(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		left := []string{"19999", "21", "20", "3", "500"}
		i := 0
		var at []time.Time
		c := legacyClient(t, func(r *http.Request) (*http.Response, error) {
			at = append(at, time.Now())
			a := answer(r, 200, timeBody, "X-BC-ApiLimit-Remaining", left[min(i, len(left)-1)])
			i++
			return a, nil
		})
		if s := c.Quota().State(); s != (QuotaState{}) {
			t.Errorf("%+v", s)
		}
		began := time.Now()
		for range 6 {
			if _, err := c.Time(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if at[2].Sub(began) != 0 || at[3].Sub(at[2]) < hourlyPause || at[4].Sub(at[3]) < hourlyPause || at[5].Sub(at[4]) != 0 {
			t.Errorf("sent at %v", at)
		}
		if s := c.Quota().State(); s.Limit != 20000 || s.Left != 500 || s.Used != 19500 || s.Window != time.Hour || s.Share != 19980 {
			t.Errorf("%+v", s)
		}
		i = 3
		if _, err := c.Time(t.Context()); err != nil {
			t.Fatal(err)
		}
		asked, now := len(at), time.Now()
		_, err := c.Patient(PatiencePerson).Time(t.Context())
		var limited *RateLimitError
		if !errors.As(err, &limited) || !limited.Hourly || len(at) != asked || time.Since(now) > time.Second {
			t.Errorf("a person was kept waiting %s: %v", time.Since(now), err)
		}
		checkSentences(t, err)
	})
}

func TestHourlyQuotaUsedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		used := says(509, `[{"status":509,"message":"The requests-per-hour limit has been reached."}]`)
		s := &script{steps: []func(*http.Request) (*http.Response, error){used, used, used, says(200, timeBody)}}
		began := time.Now()
		if _, err := legacyClient(t, s.RoundTrip).Time(t.Context()); err != nil || time.Since(began) < 5*time.Minute || time.Since(began) > 15*time.Minute {
			t.Errorf("%v after %s", err, time.Since(began))
		}
		var limited *RateLimitError
		for patience, least := range map[Patience]time.Duration{PatiencePerson: 0, PatienceJob: time.Hour} {
			began = time.Now()
			_, err := legacyClient(t, used).Patient(patience).Time(t.Context())
			if took := time.Since(began); !errors.As(err, &limited) || !limited.Hourly || took < least || took > 3*time.Hour {
				t.Errorf("patience %d: %v after %s", patience, err, took)
			}
			checkSentences(t, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := legacyClient(t, used).Time(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
	})
}

func TestStoreLevelHeadersGoBeforeTheHourlyOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := fakeClient(t, says(200, timeBody, "X-BC-ApiLimit-Remaining", "0", "X-Rate-Limit-Requests-Quota", "150", "X-Rate-Limit-Requests-Left", "100",
			"X-Rate-Limit-Time-Window-Ms", "30000", "X-Rate-Limit-Time-Reset-Ms", "20000"))
		began := time.Now()
		for range 3 {
			if _, err := c.Time(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if time.Since(began) != 0 || c.Quota().State().Limit != 150 {
			t.Errorf("%s, %+v", time.Since(began), c.Quota().State())
		}
	})
}
