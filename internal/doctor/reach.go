package doctor

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// patience bounds one look at something over the network.
const patience = 10 * time.Second

// What a clock may be off. A sign-in checks the times in Concur's tokens, and a
// token that seems fresh for longer than it is makes a call fail and be repeated.
const (
	clockNotice = 30 * time.Second
	clockLimit  = 3 * time.Minute
)

// Reach looks whether Concur answers at a base address, by the page with its public
// keys, and compares the clocks.
func Reach(ctx context.Context, client *http.Client, base *url.URL, now func() time.Time) []Finding {
	const check = "reachability"
	answer, err := look(ctx, client, base.JoinPath("/oauth2/v0/jwks").String())
	if err != nil {
		found, mend := unreachable(err)
		return []Finding{wrong(check, fmt.Sprintf("%s %s.", base.Host, found), mend+throughProxy(base))}
	}
	if answer.status != http.StatusOK {
		return []Finding{wrong(check, fmt.Sprintf("%s answers with status %d where its public keys should be.", base.Host, answer.status),
			"Look whether the address is that of a Concur data centre, and whether something in between answers in its place."+throughProxy(base))}
	}
	return append([]Finding{fine(check, fmt.Sprintf("%s answers.%s", base.Host, throughProxy(base)))}, clock(answer.date, now())...)
}

// seen is what is left of an answer.
type seen struct {
	status int
	date   time.Time
}

// look fetches a public page. A redirect is an answer and is not followed.
func look(ctx context.Context, client *http.Client, address string) (seen, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return seen{}, err
	}
	response, err := client.Do(request)
	if err != nil {
		return seen{}, err
	}
	defer func() { _ = response.Body.Close() }() // It was only read.
	const enough = 1 << 20
	if _, err := io.Copy(io.Discard, io.LimitReader(response.Body, enough)); err != nil {
		return seen{}, err
	}
	date, _ := http.ParseTime(response.Header.Get("Date"))
	return seen{status: response.StatusCode, date: date}, nil
}

// clock compares the Date header, which has whole seconds, with our clock.
func clock(theirs, ours time.Time) []Finding {
	const check, mend = "clock", "Set the clock of this machine by NTP."
	if theirs.IsZero() {
		return nil
	}
	off := ours.Sub(theirs).Round(time.Second)
	way := "ahead of"
	if off < 0 {
		off, way = -off, "behind"
	}
	switch {
	case off > clockLimit:
		return []Finding{wrong(check, fmt.Sprintf("The clock of this machine is %s %s Concur's.", off, way), mend)}
	case off > clockNotice:
		return []Finding{warning(check, fmt.Sprintf("The clock of this machine is %s %s Concur's.", off, way), mend)}
	default:
		return []Finding{fine(check, "The clock of this machine agrees with Concur's.")}
	}
}

// unreachable says in our own words why there was no answer: the text of the network
// may hold the address of a proxy with its password.
func unreachable(err error) (found, mend string) {
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return "is not known to the name server", "Look at the spelling of --datacenter, and whether this machine can resolve names."
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "shows a certificate that is not trusted",
			"Where a proxy opens TLS, install its certificate authority on this machine; SSL_CERT_FILE may name it."
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "does not answer in time", "Look whether a firewall drops outgoing https; a proxy is named by HTTPS_PROXY."
	}
	operation, _ := errors.AsType[*net.OpError](err)
	switch {
	case operation != nil && operation.Op == "proxyconnect":
		return "is behind a proxy that is not there", "Correct HTTPS_PROXY, or exclude the host with NO_PROXY."
	case operation != nil && operation.Op == "dial":
		return "cannot be reached", "Look whether a firewall refuses outgoing https; a proxy is named by HTTPS_PROXY."
	default:
		return "breaks off the connection", "Look whether something between this machine and Concur ends TLS connections."
	}
}

// throughProxy names the proxy that the environment gives for an address, without its
// password.
func throughProxy(base *url.URL) string {
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: base})
	if err != nil {
		return " HTTPS_PROXY is not an address."
	}
	if proxy == nil {
		return ""
	}
	return fmt.Sprintf(" Requests go through the proxy %s.", proxy.Host)
}
