package simulator

import (
	"net"
	"net/http"
	"strings"
)

// ownPath is the corner of the address space that is the simulator's and not
// Concur's.
const ownPath = "/_sim"

// ownPages are what answers at one address, by method.
type ownPages map[string]func() reply

// ownPage answers at the simulator's own addresses, and what its sign-in page sends.
// They need no token, hit no fault and are not in the journal.
func (s *Simulator) ownPage(r *http.Request, c *call) (reply, bool) {
	const get, post = http.MethodGet, http.MethodPost
	var pages ownPages
	switch c.uri {
	case "/", ownPath:
		pages = ownPages{get: func() reply { return s.statePage(c) }}
	case ownPath + "/journal":
		pages = ownPages{get: func() reply { return ok(append([]Entry{}, s.journal.entries...)) }}
	case ownPath + "/outbox":
		pages = ownPages{get: s.outboxPage}
	case ownPath + "/style.css":
		pages = ownPages{get: stylePage}
	case imagePath:
		pages = ownPages{get: func() reply { return serveImage(s.state, c) }}
	case ownPath + "/app-center":
		pages = ownPages{get: func() reply { return s.appCenterPage(c) }, post: func() reply { return s.connectFromAppCenter(r, c) }}
	case ownPath + "/reset":
		pages = ownPages{post: func() reply { return s.resetPage(r) }}
	case authorizePath:
		// To open the page is Concur's; how it is answered is nowhere described.
		if r.Method != post {
			return reply{}, false
		}
		return s.answerSignIn(r, c), true
	default:
		return empty(http.StatusNotFound), strings.HasPrefix(c.uri, ownPath+"/")
	}
	if answer := pages[r.Method]; answer != nil {
		return answer(), true
	}
	allowed := get
	if pages[get] == nil {
		allowed = post
	}
	return reply{status: http.StatusMethodNotAllowed, header: http.Header{"Allow": {allowed}}}, true
}

// resetPage resets for callers on this machine only, and not for a web page of
// another site that is open in a browser on it.
func (s *Simulator) resetPage(r *http.Request) reply {
	if !fromHere(r) || http.NewCrossOriginProtection().Check(r) != nil {
		return empty(http.StatusForbidden)
	}
	if err := s.reset(); err != nil {
		return empty(http.StatusInternalServerError)
	}
	return reply{status: http.StatusSeeOther, header: http.Header{"Location": {ownPath}}}
}

// fromHere is true for requests from this machine. Those through Transport have no
// remote address.
func fromHere(r *http.Request) bool {
	if r.RemoteAddr == "" {
		return true
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	return err == nil && isLoopback(host)
}

// isLoopback is true for names and addresses of this machine.
func isLoopback(host string) bool {
	address := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || (address != nil && address.IsLoopback())
}
