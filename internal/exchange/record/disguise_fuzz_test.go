package record

import (
	"encoding/json"
	"encoding/xml"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// FuzzNothingOfASecretStays puts a token wherever a value can stand.
func FuzzNothingOfASecretStays(f *testing.F) {
	f.Add("name", "Zq9f81kLm2", `{"a": [1, "b", {"c": null}]}`)
	f.Add("filter", `"`, `<a b="c">d</a>`)
	f.Add("errorMessage", "@example.com", `<!DOCTYPE html>`)
	f.Add("path", "/expensereports/v4/", "a=b")
	f.Add("type", "https://us2.api.concursolutions.com/", "\x89PNG")
	f.Add("expiresIn", "2026-11-20T", "%24")
	d := testDisguise(f, "key")
	f.Fuzz(func(t *testing.T, member, around, other string) {
		const token = "Zq7Kc0Vd2Xw9Pj4"
		for _, secret := range []string{token, around + token, token + around, around + " " + token} {
			for _, made := range places(t, d, member, secret) {
				assert.NotContains(t, made, token, member)
			}
		}
		// Whatever comes, it ends, and what was JSON or XML still is.
		content := d.content("application/xml", captured([]byte(other)))
		if json.Valid([]byte(strings.TrimSpace(other))) && other != "" {
			assert.True(t, json.Valid(content.Body))
		}
		if replaced, err := d.xml([]byte(other)); err == nil {
			assert.NoError(t, wellFormed([]byte(replaced)), replaced)
		}
		d.sent("multipart/form-data; boundary="+member, captured([]byte(other)))
		d.tokens(captured([]byte(other)))
		d.path(other)
	})
}

// places are what is made of a secret where it stands.
func places(t *testing.T, d *disguise, member, secret string) []string {
	t.Helper()
	text, err := json.Marshal(map[string]any{member: secret, "list": []any{secret, map[string]any{member: secret, secret: true}}})
	require.NoError(t, err)
	inJSON, err := d.json(text)
	require.NoError(t, err)
	var element strings.Builder
	require.NoError(t, xml.EscapeText(&element, []byte(secret)))
	inXML, err := d.xml([]byte(`<Report a="` + element.String() + `"><Name>` + element.String() + `</Name></Report>`))
	require.NoError(t, err)
	return []string{
		string(inJSON), inXML,
		d.text(place{member: member}, secret), d.value(secret), d.message(secret), d.filter(secret),
		d.path("/expensereports/v4/reports/" + url.PathEscape(secret)), url.Values(d.query(url.Values{member: {secret}, secret: {""}})).Encode(),
		d.content("text/plain", captured([]byte(secret))).Text,
	}
}
