package front

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/web"
)

// The headers by which a proxy says for whom it calls.
const (
	forwardedFor   = "X-Forwarded-For"
	forwardedProto = "X-Forwarded-Proto"
	forwardedHost  = "X-Forwarded-Host"
)

// origin is where a request comes from.
type origin struct {
	// direct says that no proxy stands between, as far as can be seen.
	direct bool
	// trusted says that the peer is one of the proxies that are believed.
	trusted bool
	// secure says whether the client used https, the proxy's word taken for it.
	secure bool
}

// signsOfProxies are headers that a proxy, a tunnel or a network of caches adds, and a
// program that calls by itself does not send. One that adds none cannot be told from
// such a program.
func signsOfProxies() []string {
	return []string{
		forwardedFor, forwardedProto, forwardedHost, "Forwarded", "Via", "X-Real-Ip", "X-Client-Ip", "X-Forwarded", "X-Forwarded-Server",
		"X-Original-Forwarded-For", "X-Cluster-Client-Ip", "Cf-Connecting-Ip", "Cf-Ray", "True-Client-Ip", "Fly-Client-Ip",
		"X-Envoy-External-Address",
	}
}

type originKey struct{}

func originOf(r *http.Request) origin {
	o, _ := r.Context().Value(originKey{}).(origin)
	return o
}

// Forwarded gives a request the address, the host and the scheme that its client
// used, where a proxy that is trusted says so, and takes the headers away: nobody
// behind it can be fooled by those of anybody else.
func Forwarded(trusted []netip.Prefix, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer := addressOf(r.RemoteAddr)
		o := origin{secure: r.TLS != nil, trusted: within(trusted, peer)}
		o.direct = !anyHeader(r, signsOfProxies()...)
		original := r
		r = r.Clone(context.WithValue(r.Context(), originKey{}, o))
		for _, name := range []string{forwardedFor, forwardedProto, forwardedHost, "Forwarded"} {
			r.Header.Del(name)
		}
		if o.trusted {
			r.RemoteAddr = net.JoinHostPort(web.ClientAddress(original, trusted).String(), "0")
			if host := last(original.Header.Values(forwardedHost)); host != "" {
				r.Host = host
			}
			o.secure = !strings.EqualFold(last(original.Header.Values(forwardedProto)), "http")
			r = r.WithContext(context.WithValue(r.Context(), originKey{}, o))
		}
		next.ServeHTTP(w, r)
	})
}

// last is what the nearest proxy has added to a list.
func last(lines []string) string {
	list := strings.Split(strings.Join(lines, ","), ",")
	return strings.TrimSpace(list[len(list)-1])
}

func anyHeader(r *http.Request, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return len(r.Header.Values(name)) > 0 })
}

func addressOf(hostPort string) netip.Addr {
	peer, err := netip.ParseAddrPort(hostPort)
	if err != nil {
		return netip.Addr{}
	}
	return peer.Addr().Unmap()
}

func within(prefixes []netip.Prefix, address netip.Addr) bool {
	return address.IsValid() && slices.ContainsFunc(prefixes, func(p netip.Prefix) bool { return p.Contains(address) })
}

// FromHere lets only programs on this machine pass that speak to the server
// themselves. It stands behind Forwarded.
func FromHere(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if o := originOf(r); !o.direct || !addressOf(r.RemoteAddr).IsLoopback() {
			http.Error(w, "This answers only programs on the same machine that call it directly.", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Encrypted refuses what came in plain text, for a server whose public address is
// https: tokens would have been read on the way. It stands behind Forwarded.
func Encrypted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch o := originOf(r); {
		case o.secure:
			next.ServeHTTP(w, r)
		case o.trusted:
			http.Error(w, "This server is spoken to over https only.", http.StatusForbidden)
		default:
			http.Error(w, "This server is spoken to over https only. A proxy that ends TLS in front of it is named by --trusted-proxies.",
				http.StatusForbidden)
		}
	})
}
