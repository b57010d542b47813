package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

const (
	// mostRedirects is how often a file may have moved.
	mostRedirects = 3
	// patience is for a connection, and for the first byte of an answer.
	patience = 10 * time.Second
	// longest is for all of it: a host may give a byte now and then.
	longest = time.Minute
)

// Fetcher reads files from public https addresses.
type Fetcher struct{ client *http.Client }

// New makes a Fetcher. It connects directly, never over a proxy of the environment:
// a proxy would look the name up itself, and nobody here could tell any more where
// the request goes.
func New() *Fetcher {
	dialer := &net.Dialer{Timeout: patience, Control: onlyPublic}
	return &Fetcher{client: newClient(&http.Transport{
		DialContext: dialer.DialContext, ForceAttemptHTTP2: true,
		TLSHandshakeTimeout: patience, ResponseHeaderTimeout: patience, IdleConnTimeout: patience,
	})}
}

func newClient(transport http.RoundTripper) *http.Client {
	return &http.Client{
		Transport: transport, Timeout: longest,
		CheckRedirect: func(next *http.Request, sofar []*http.Request) error {
			if len(sofar) > mostRedirects {
				return &Error{message: "the file has moved too often", next: whereItIs}
			}
			next.Header.Del("Referer") // It would hand the first address to the second host.
			return checkAddress(next.URL)
		},
	}
}

// onlyPublic looks at the IP address that a name turned out to stand for, right
// before the connection is made, so that no later look-up can give another.
func onlyPublic(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !Public(at.Addr()) {
		return errNotPublic
	}
	return nil
}

var errNotPublic = &Error{message: "the address is not on the public internet, so it is not called", next: whereItIs}

const whereItIs = "Give a public https address that leads to the file itself."

// Get opens the file at an address. size is -1 where the host does not tell it; of
// the content, most bytes can be read and not one more. What kind of file it is, its
// content says: a host may call it anything. The context must live until the content
// is closed. It fails with *Error.
func (f *Fetcher) Get(ctx context.Context, address string, most int64) (content io.ReadCloser, size int64, err error) {
	at, err := url.Parse(address)
	if err != nil {
		return nil, 0, &Error{message: "this is not an address", next: whereItIs}
	}
	if err := checkAddress(at); err != nil {
		return nil, 0, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), http.NoBody)
	if err != nil {
		return nil, 0, &Error{message: "this is not an address", next: whereItIs}
	}
	request.Header.Set("User-Agent", "concur-mcp")
	answer, err := f.client.Do(request)
	if err != nil {
		return nil, 0, explained(err)
	}
	if answer.StatusCode != http.StatusOK {
		_ = answer.Body.Close() // It is not used.
		return nil, 0, &Error{
			message: fmt.Sprintf("the host of the file answered %d instead of giving it", answer.StatusCode),
			next:    "Check that the address is still good and needs no sign-in.",
		}
	}
	if answer.ContentLength > most {
		_ = answer.Body.Close() // It is not used.
		return nil, 0, tooLarge(most)
	}
	return &capped{answer.Body, most, most}, answer.ContentLength, nil
}

// checkAddress holds an address to plain https.
func checkAddress(at *url.URL) error {
	port := at.Port()
	if at.Scheme != "https" || at.Hostname() == "" || at.User != nil || at.Opaque != "" || (port != "" && port != "443") {
		return &Error{message: "only https addresses are called, on their usual port and without a password", next: whereItIs}
	}
	return nil
}

// explained leaves out the *url.Error, which quotes the address, and whatever names
// the host.
func explained(err error) error {
	if told, ok := errors.AsType[*Error](err); ok {
		return told
	}
	e := &Error{message: "the host of the file could not be reached", next: "Check the address, then try again."}
	switch {
	case errors.Is(err, context.Canceled):
		e.message, e.cause = "the call was cancelled while the file was fetched", context.Canceled
	case errors.Is(err, context.DeadlineExceeded):
		e.message, e.cause = "the host of the file did not answer in time", context.DeadlineExceeded
	}
	return e
}

func tooLarge(most int64) error {
	return &Error{
		message: fmt.Sprintf("the file is larger than %d MB and was not read", most>>20),
		next:    "Use a smaller file.",
	}
}

// capped ends a content with an error where it is too long, instead of cutting it.
type capped struct {
	io.ReadCloser
	left, most int64
}

func (c *capped) Read(p []byte) (int, error) {
	if c.left < 0 {
		return 0, tooLarge(c.most)
	}
	// One more than may be read, to see that there is more.
	n, err := c.ReadCloser.Read(p[:min(int64(len(p)), c.left+1)])
	if c.left -= int64(n); c.left < 0 {
		return max(n-1, 0), tooLarge(c.most)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = explained(err)
	}
	return n, err
}
