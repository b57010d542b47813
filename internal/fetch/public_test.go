package fetch_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/fetch"
)

func TestOnlyAddressesThatEverybodyReachesArePublic(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ip     string
		public bool
	}{
		"a host":                       {"93.184.216.34", true},
		"a host over IPv6":             {"2606:2800:220:1:248:1893:25c8:1946", true},
		"a host written as IPv6":       {"::ffff:93.184.216.34", true},
		"this machine":                 {"127.0.0.1", false},
		"this machine, otherwise":      {"127.8.9.10", false},
		"this machine over IPv6":       {"::1", false},
		"this machine written as IPv6": {"::ffff:127.0.0.1", false},
		"a home network":               {"192.168.1.1", false},
		"a company network":            {"10.20.30.40", false},
		"a cluster":                    {"172.16.0.1", false},
		"a private network over IPv6":  {"fd12:3456::1", false},
		"a site of old":                {"fec0::1", false},
		"the metadata of a cloud":      {"169.254.169.254", false},
		"the same written as IPv6":     {"::ffff:169.254.169.254", false},
		"a link over IPv6":             {"fe80::1%eth0", false},
		"a carrier's NAT":              {"100.64.0.1", false},
		"the metadata of another":      {"100.100.100.200", false},
		"nothing":                      {"0.0.0.0", false},
		"nothing over IPv6":            {"::", false},
		"this network":                 {"0.1.2.3", false},
		"many":                         {"224.0.0.1", false},
		"many over IPv6":               {"ff02::1", false},
		"everybody near":               {"255.255.255.255", false},
		"reserved":                     {"240.0.0.1", false},
		"benchmarks":                   {"198.19.0.1", false},
		"documentation":                {"203.0.113.7", false},
		"a private one behind NAT64":   {"64:ff9b::a00:1", false},
		"a public one behind NAT64":    {"64:ff9b::5db8:d822", false},
		"a private one behind 6to4":    {"2002:a00:1::1", false},
		"a private one by Teredo":      {"2001:0:a00:1::", false},
		"IPv4 in IPv6 of old":          {"::10.0.0.1", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.public, fetch.Public(netip.MustParseAddr(c.ip)))
		})
	}
	assert.False(t, fetch.Public(netip.Addr{}))
}
