package auth

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
)

// trustedHost matches Concur's data centres (Platform > Base URIs): any label
// below api.concursolutions.com, with or without www-, and mainland China. The
// refresh token and the client secret are sent there, so nothing else passes.
var trustedHost = regexp.MustCompile(`^(www-)?([a-z0-9]+(-[a-z0-9]+)*\.api\.concursolutions\.com|cn\.api\.concurcdc\.cn)$`)

// Hosts decides which hosts requests may go to.
type Hosts struct {
	// only is the one base that replaces the rule: a simulator or a proxy.
	only *url.URL
}

// ConcurHosts trusts Concur's own data centres.
func ConcurHosts() Hosts { return Hosts{} }

// OnlyHost trusts one base URL and nothing else. Plain http is allowed on
// loopback addresses only. Its errors do not quote the URL: people put passwords
// into those of proxies.
func OnlyHost(base string) (Hosts, error) {
	u, err := url.Parse(base)
	switch {
	case err != nil || u.Host == "":
		return Hosts{}, errors.New("this is not a base URL; write one like https://proxy.example.com")
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return Hosts{}, errors.New("the base URL must use https; http is allowed on loopback addresses only")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "":
		return Hosts{}, errors.New("the base URL must be a scheme and a host and nothing more")
	}
	return Hosts{only: &url.URL{Scheme: u.Scheme, Host: u.Host}}, nil
}

// Base turns a geolocation into the base URL of requests. A geolocation is
// input from outside until it has passed here: https, no user, no port but 443,
// a trusted host. Its path is dropped; one documented example carries one.
func (h Hosts) Base(geolocation string) (*url.URL, error) {
	if h.only != nil {
		return h.only, nil
	}
	u, err := url.Parse(geolocation)
	if err != nil {
		return nil, &UntrustedHostError{Host: geolocation}
	}
	if err := h.Check(u); err != nil {
		return nil, err
	}
	return &url.URL{Scheme: "https", Host: strings.ToLower(u.Hostname())}, nil
}

// Check refuses a URL that is not on a trusted host.
func (h Hosts) Check(u *url.URL) error {
	if h.only != nil {
		if u.Scheme == h.only.Scheme && strings.EqualFold(u.Host, h.only.Host) && u.User == nil {
			return nil
		}
		return &UntrustedHostError{Host: u.Host}
	}
	port := u.Port()
	if u.Scheme != "https" || u.User != nil || (port != "" && port != "443") ||
		!trustedHost.MatchString(strings.ToLower(u.Hostname())) {
		return &UntrustedHostError{Host: u.Host}
	}
	return nil
}

// issues reports whether the issuer of an id_token is Concur, or what stands in its
// place. Behind a proxy it is still Concur that issues them.
func (h Hosts) issues(issuer string) bool {
	u, err := url.Parse(issuer)
	return err == nil && (h.Check(u) == nil || ConcurHosts().Check(u) == nil)
}

// DatacenterBase is the base URL of a data centre by its short name: us2, eu2,
// apj1, usg, us-impl, emea-impl, cn.
func DatacenterBase(name string) string {
	if name == "cn" {
		return "https://cn.api.concurcdc.cn"
	}
	return "https://" + name + ".api.concursolutions.com"
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// UntrustedHostError says that a request was about to leave for a host that is
// not Concur's. Nothing was sent.
type UntrustedHostError struct{ Host string }

// Error implements error.
func (e *UntrustedHostError) Error() string {
	return fmt.Sprintf("the host %q is not one of Concur's, so nothing was sent to it", e.Host)
}

// WhatChanged says that nothing did.
func (e *UntrustedHostError) WhatChanged() string { return "nothing_changed" }

// NextStep says what the operator can do.
func (e *UntrustedHostError) NextStep() string {
	return "If it is your proxy or simulator, the operator sets CONCUR_MCP_CONCUR_URL to it; otherwise report this."
}

// Details implements the shape of a problem.
func (e *UntrustedHostError) Details() map[string]string { return nil }
