package mcpserver

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"net/http"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
)

const (
	versionHeader = "Mcp-Protocol-Version"
	sessionHeader = "Mcp-Session-Id"
	methodHeader  = "Mcp-Method"
	nameHeader    = "Mcp-Name"
)

// mostSessions is how many sessions a caller may have open. Many clients never end one:
// it goes when nobody has used it for a while.
const mostSessions = 500

// serveStreamable sends a request to the handler of its era: one of the SDK's cannot
// serve both (MCP 2026-07-28, versioning).
func (h *HTTP) serveStreamable(w http.ResponseWriter, r *http.Request) {
	stateless := modernVersion(r)
	switch {
	case r.Method == http.MethodPost:
		h.post(w, r, stateless)
	case stateless, r.Method == http.MethodGet && sessionless(r):
		// There is nothing to read or end without a session. Clients look for a stream
		// before they have one, and take only this answer for a no.
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "Without a session there is only POST here.", http.StatusMethodNotAllowed)
	case r.Method == http.MethodGet:
		stream := newEventStream(w)
		defer stream.close()
		h.legacy.ServeHTTP(stream, r)
	default:
		h.legacy.ServeHTTP(w, r)
	}
}

// post serves a request that brings a message.
func (h *HTTP) post(w http.ResponseWriter, r *http.Request, stateless bool) {
	stream := newEventStream(w)
	defer stream.close()
	// The peek comes before the body is watched: it does not read it to its end.
	head := peek(r)
	stateless = stateless || sessionless(r) && (namesModernMethod(r) || namesVersion(head))
	r.Body = watched{r.Body, stream.awaited}
	switch who, _ := caller.From(r.Context()); {
	case stateless:
		h.serveModern(stream, r)
	case isBatch(head):
		// Version 2025-03-26 had them. One request would be as many calls as fit into
		// it, however few a caller may send.
		http.Error(stream, "There is one message in a request here. Send those of a batch one by one.", http.StatusBadRequest)
	case sessionless(r) && h.history.of(who.Principal) >= mostSessions:
		stream.Header().Set("Retry-After", "60")
		http.Error(stream, "You have too many sessions open. End one with DELETE, then try again.", http.StatusTooManyRequests)
	case h.outgrown(r, who):
		http.Error(stream, "The session is over, because other tools are on offer to you now. Open another.", http.StatusNotFound)
	default:
		h.legacy.ServeHTTP(stream, r)
	}
}

// outgrown reports whether a session is its caller's, but of the time when they had
// another profile: it still has the tools of that one.
func (h *HTTP) outgrown(r *http.Request, who caller.Caller) bool {
	owner, ok := h.history.owner(r.Header.Get(sessionHeader))
	return ok && owner.Principal == who.Principal && owner.Profile != who.Profile
}

// serveModern serves a request that stands for itself.
func (h *HTTP) serveModern(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get(methodHeader) == "subscriptions/listen" {
		// It waits for news until its client leaves; so it ends with the server.
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(h.life, cancel)()
		r = r.WithContext(ctx)
	}
	if name, ok := decoded(r.Header.Get(nameHeader)); ok {
		r.Header = r.Header.Clone()
		r.Header.Set(nameHeader, name)
	}
	h.modern.ServeHTTP(w, r)
}

func modernVersion(r *http.Request) bool { return r.Header.Get(versionHeader) >= firstModern }

// namesModernMethod reports whether a request names its method as those do since
// 2026-07-28. Some clients, such as mcp-remote, name that which opens a session, too.
func namesModernMethod(r *http.Request) bool {
	method := r.Header.Get(methodHeader)
	return method != "" && method != "initialize"
}

func sessionless(r *http.Request) bool { return r.Header.Get(sessionHeader) == "" }

// decoded reads a header that was encoded because it is not plain ASCII (MCP
// 2026-07-28, standard headers). The SDK does so with those of parameters, and compares
// that of the name as it is.
func decoded(header string) (string, bool) {
	inner, ok := strings.CutPrefix(header, "=?base64?")
	if !ok {
		return "", false
	}
	if inner, ok = strings.CutSuffix(inner, "?="); !ok {
		return "", false
	}
	plain, err := base64.StdEncoding.DecodeString(inner)
	return string(plain), err == nil
}

// mostPeeked is how much of a body is looked at for its era. What opens a session is
// smaller.
const mostPeeked = 64 << 10

// peek gives the beginning of a body, which can be read as though nothing had been.
func peek(r *http.Request) []byte {
	head, _ := io.ReadAll(io.LimitReader(r.Body, mostPeeked)) // Who reads on meets the error again.
	r.Body = replayed{io.MultiReader(bytes.NewReader(head), r.Body), r.Body}
	return head
}

// namesVersion reports whether a body carries a protocol version, as every request does
// since 2026-07-28. It tells a client that forgot the header from one of before, so that
// it is told of the header.
func namesVersion(head []byte) bool {
	return bytes.Contains(head, []byte(`"io.modelcontextprotocol/protocolVersion"`))
}

// isBatch reports whether a body is a list of messages. One that begins with nothing for
// so long could be.
func isBatch(head []byte) bool {
	text := bytes.TrimLeft(head, " \t\r\n")
	return bytes.HasPrefix(text, []byte("[")) || len(text) == 0 && len(head) == mostPeeked
}

// replayed is a body of which a part was read already.
type replayed struct {
	io.Reader
	io.Closer
}

// watched is a body that tells when it was read to its end.
type watched struct {
	io.ReadCloser
	ended func()
}

// Read implements io.Reader.
func (b watched) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF {
		b.ended()
	}
	return n, err
}
