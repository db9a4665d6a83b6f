package bigcommerce

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestSecretNeverShows(t *testing.T) {
	type holder struct {
		Name  string
		Token Secret
		Some  []Secret
		By    map[string]Secret
		At    *Secret
	}
	s := Secret(testToken)
	h := holder{Name: "x", Token: s, Some: []Secret{s}, By: map[string]Secret{"a": s}, At: &s}
	var shown []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%c", "%U", "%20s", "%.40s", "% x", "%#q"} {
		shown = append(shown, fmt.Sprintf(verb, s), fmt.Sprintf(verb, h), fmt.Sprintf(verb, &h), fmt.Sprintf(verb, []any{s, &s}))
	}
	shown = append(shown, fmt.Sprint(s), fmt.Errorf("refused: %w, %v", errTooLarge, s).Error(), s.String())
	for _, v := range []any{s, h, &h} {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		shown = append(shown, string(b))
	}
	text, _ := s.MarshalText()
	shown = append(shown, string(text))
	var log bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(handler).Info("m", "token", s, "all", h)
	}
	shown = append(shown, log.String())
	c := fakeClient(t, nil)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		shown = append(shown, fmt.Sprintf(verb, c), fmt.Sprintf(verb, Credentials{AccessToken: s}), fmt.Sprintf(verb, Config{AccessToken: s}))
	}
	hex := fmt.Sprintf("%x", testToken[:8])
	for _, text := range shown {
		if strings.Contains(text, testToken[:8]) || strings.Contains(strings.ToLower(text), hex) {
			t.Errorf("the token shows in %s", text)
		}
	}
	if s.Reveal() != testToken {
		t.Error("Reveal doesn't give the token")
	}
}

func TestSecretMasked(t *testing.T) {
	for secret, want := range map[Secret]string{
		"":             "",
		"short":        "••••••••",
		"elevenchars":  "••••••••",
		"twelve chars": "••••••••hars",
		testToken:      "••••••••5g4h",
	} {
		if got := secret.Masked(); got != want {
			t.Errorf("%d characters are masked as %q, want %q", len(secret), got, want)
		}
	}
}
