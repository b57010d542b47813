package fetch

import (
	"net/netip"
	"slices"
)

// Public reports whether an IP address can be reached by everybody. What is not
// plainly so counts as private, among it the addresses that stand for another one
// by a rule of translation (NAT64, 6to4, Teredo): behind them may be anything.
func Public(ip netip.Addr) bool {
	ip = ip.WithZone("").Unmap()
	if !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return false
	}
	return !slices.ContainsFunc(reserved(), func(p netip.Prefix) bool { return p.Contains(ip) })
}

// reserved are the blocks of the IANA special-purpose registries that netip does
// not name.
func reserved() []netip.Prefix {
	blocks := []string{
		"0.0.0.0/8",       // this network (RFC 791)
		"100.64.0.0/10",   // behind a carrier's NAT (RFC 6598)
		"192.0.0.0/24",    // protocol assignments (RFC 6890)
		"192.0.2.0/24",    // documentation (RFC 5737)
		"192.88.99.0/24",  // 6to4 relays (RFC 7526)
		"198.18.0.0/15",   // benchmarks (RFC 2544)
		"198.51.100.0/24", // documentation
		"203.0.113.0/24",  // documentation
		"240.0.0.0/4",     // reserved, broadcast (RFC 1112)
		"::/96",           // IPv4-compatible (RFC 4291)
		"64:ff9b::/96",    // NAT64 (RFC 6052)
		"64:ff9b:1::/48",  // NAT64, local (RFC 8215)
		"100::/64",        // discard (RFC 6666)
		"2001::/23",       // Teredo, ORCHID and other assignments (RFC 2928)
		"2001:db8::/32",   // documentation (RFC 3849)
		"2002::/16",       // 6to4 (RFC 3056)
		"3fff::/20",       // documentation (RFC 9637)
		"5f00::/16",       // segment routing (RFC 9602)
		"fec0::/10",       // site-local, deprecated (RFC 3879)
	}
	prefixes := make([]netip.Prefix, len(blocks))
	for i, block := range blocks {
		prefixes[i] = netip.MustParsePrefix(block)
	}
	return prefixes
}
