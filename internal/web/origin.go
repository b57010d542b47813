package web

import (
	"net"
	"net/http"
	"slices"
	"strings"
)

// SameOrigin refuses, with 403, what a page of another site makes a browser send:
// everything but plain navigation that changes nothing. Callers that are not
// browsers send neither Origin nor Sec-Fetch-Site and pass. allowed are origins
// such as https://inspector.example.com that may call too; what is not an origin
// lets nobody in.
//
// A request with an Origin is held to the rule whatever its method, because MCP
// wants Origin checked on all of them (Transports > Streamable HTTP > Security);
// but for navigation, which no script can pretend: some browsers name an origin when
// a form of another site, such as Concur's sign-in, is redirected here.
func SameOrigin(next http.Handler, allowed ...string) http.Handler {
	protection := http.NewCrossOriginProtection()
	for _, origin := range allowed {
		_ = protection.AddTrustedOrigin(origin) // the settings were checked before
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked := r
		if r.Header.Get("Origin") != "" && r.Header.Get("Sec-Fetch-Mode") != "navigate" {
			asked = &http.Request{Method: http.MethodPost, Host: r.Host, Header: r.Header, URL: r.URL}
		}
		if protection.Check(asked) != nil {
			refuse(w, "A page of another site may not do this.")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Hosts refuses, with 403, requests to a host that the server is not called by: a
// page of somebody else can point its own name at this machine and would then be
// of the same origin (DNS rebinding). allowed are hosts with or without a port;
// one without a port stands for all ports.
func Hosts(next http.Handler, allowed ...string) http.Handler {
	known := make([]string, len(allowed))
	for i, host := range allowed {
		known[i] = bare(host)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := bare(r.Host)
		if !slices.Contains(known, host) && !slices.Contains(known, bare(withoutPort(host))) {
			refuse(w, "This server is not called by that host name.")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// bare writes a host in one way: small letters, no brackets around an IPv6
// address without a port, no dot at the end.
func bare(host string) string {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if strings.HasSuffix(host, "]") {
		return strings.Trim(host, "[]")
	}
	return host
}

func withoutPort(host string) string {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		return host
	}
	return name
}

func refuse(w http.ResponseWriter, why string) {
	Protect(w.Header())
	http.Error(w, why, http.StatusForbidden)
}
