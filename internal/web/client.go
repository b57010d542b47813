package web

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// ClientAddress is who sent a request. X-Forwarded-For is believed as far as
// trusted proxies wrote it: read from its end, the first address that is not one
// of theirs is the client's. What stands before it anybody can have written. The
// zero Addr stands for a request that came by no network.
func ClientAddress(r *http.Request, trusted []netip.Prefix) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	client := peer.Addr().Unmap().WithZone("")
	forwarded := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, text := range slices.Backward(forwarded) {
		if !within(client, trusted) {
			return client
		}
		before, err := netip.ParseAddr(strings.TrimSpace(text))
		if err != nil {
			return client
		}
		client = before.Unmap().WithZone("")
	}
	return client
}

// within reports whether an address is one of a trusted proxy.
func within(address netip.Addr, trusted []netip.Prefix) bool {
	return slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(address) })
}
