package auth_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

func TestBaseHoldsGeolocationsToConcur(t *testing.T) {
	t.Parallel()
	trusted := map[string]string{
		"https://us2.api.concursolutions.com":                  "https://us2.api.concursolutions.com",
		"https://www-us2.api.concursolutions.com/":             "https://www-us2.api.concursolutions.com",
		"https://EU2.api.concursolutions.com:443":              "https://eu2.api.concursolutions.com",
		"https://us-impl.api.concursolutions.com/oauth2/v0/x":  "https://us-impl.api.concursolutions.com",
		"https://cn.api.concurcdc.cn":                          "https://cn.api.concurcdc.cn",
		"https://www-cn.api.concurcdc.cn":                      "https://www-cn.api.concurcdc.cn",
		"https://integration.api.concursolutions.com?x=1#frag": "https://integration.api.concursolutions.com",
	}
	for geolocation, want := range trusted {
		t.Run("trusts "+geolocation, func(t *testing.T) {
			t.Parallel()
			base, err := auth.ConcurHosts().Base(geolocation)
			require.NoError(t, err)
			assert.Equal(t, want, base.String())
		})
	}
	foreign := []string{
		"", "us2", "http://us2.api.concursolutions.com", "https://us2.api.concursolutions.com:8443",
		"https://user@us2.api.concursolutions.com", "https://us2.api.concursolutions.com.evil.example",
		"https://evil.example/us2.api.concursolutions.com", "https://api.concursolutions.com",
		"https://a.b.api.concursolutions.com", "https://-us2.api.concursolutions.com", "https://xcn.api.concurcdc.cn",
		"https://us2.api.concursolutions.com@evil.example", "https://127.0.0.1", "//us2.api.concursolutions.com", "https://%zz",
	}
	for _, geolocation := range foreign {
		t.Run("refuses "+geolocation, func(t *testing.T) {
			t.Parallel()
			_, err := auth.ConcurHosts().Base(geolocation)
			var untrusted *auth.UntrustedHostError
			require.ErrorAs(t, err, &untrusted)
			assert.Equal(t, "nothing_changed", untrusted.WhatChanged())
		})
	}
}

func TestOnlyHostReplacesTheRule(t *testing.T) {
	t.Parallel()
	hosts, err := auth.OnlyHost("http://127.0.0.1:8766/")
	require.NoError(t, err)
	base, err := hosts.Base("https://us2.api.concursolutions.com")
	require.NoError(t, err)
	assert.Equal(t, "http://127.0.0.1:8766", base.String(), "whatever Concur says, everything goes to the one base")
	elsewhere := &url.URL{Scheme: "https", Host: "us2.api.concursolutions.com"}
	require.Error(t, hosts.Check(elsewhere))

	for _, base := range []string{
		"http://proxy.example.com", "ftp://127.0.0.1", "https://user:pw@proxy.example.com", "https://proxy.example.com/path",
		"https://proxy.example.com?x=1", "proxy.example.com", "",
		"http://localhost.evil.example", "http://[::2]", "http://127.0.0.1.evil.example",
		"http://user:pw@127.0.0.1", "https://user:pw@%zz", "https://proxy.example.com?key=pw",
	} {
		_, err := auth.OnlyHost(base)
		require.Error(t, err, base)
		assert.NotContains(t, err.Error(), "pw", "what stands in it may be secret")
	}
	for _, base := range []string{"http://[::1]:8766", "http://localhost", "https://proxy.example.com:8443"} {
		_, err := auth.OnlyHost(base)
		assert.NoError(t, err, base)
	}
}
