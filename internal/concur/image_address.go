package concur

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// Fetcher opens files at public https addresses, without a token or anything else
// that is worth something. internal/fetch has the one that runs.
type Fetcher interface {
	// Get gives the content and its size in bytes, -1 where that is not known.
	Get(ctx context.Context, address string, most int64) (content io.ReadCloser, size int64, err error)
}

// downloadFrom opens an image at the address that Concur gave for it. Such an
// address is good for anybody for 15 minutes (Image v1), so that it needs no token,
// and gets none; and it goes into no log, no result and no error. It mostly leads to
// another host than that of the connection.
func (s *Session) downloadFrom(
	ctx context.Context, operation catalogue.Operation, kind auth.Kind, address string, most int64,
) (Download, error) {
	token, err := s.client.connections.Token(ctx, s.principal, kind)
	if err != nil {
		return Download{}, err
	}
	at, err := url.Parse(strings.TrimSpace(address))
	if err != nil || at.Host == "" {
		return Download{}, notAnImage(operation, "Concur's answer has no address of the image")
	}
	ctx, cancel := context.WithTimeout(ctx, s.client.timeout)
	get := s.client.elsewhere
	if at.Scheme == token.Base.Scheme && strings.EqualFold(at.Host, token.Base.Host) {
		get = sameHost{s.client.bare, operation}
	}
	if get == nil {
		cancel()
		return Download{}, notAnImage(operation, "Concur keeps the image on another host, and this server calls none")
	}
	content, size, err := get.Get(ctx, at.String(), most)
	if err != nil {
		cancel()
		return Download{}, err
	}
	return Download{Size: size, Content: &closing{content, cancel}}, nil
}

// closing ends the context of a request with its content.
type closing struct {
	io.ReadCloser
	done context.CancelFunc
}

// Close implements io.Closer.
func (c *closing) Close() error {
	defer c.done()
	return c.ReadCloser.Close()
}

// sameHost opens images on the host of the connection: the simulator keeps its own
// there.
type sameHost struct {
	client    *http.Client
	operation catalogue.Operation
}

// Get implements Fetcher. What net/http says of a failure quotes the address, so it
// is not told.
func (h sameHost) Get(ctx context.Context, address string, most int64) (io.ReadCloser, int64, error) {
	failed := &Error{Operation: h.operation, Fault: Broken, Message: "the image could not be fetched from where Concur keeps it"}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, 0, failed
	}
	request.Header.Set("User-Agent", "concur-mcp")
	answer, err := h.client.Do(request)
	if err != nil {
		return nil, 0, failed
	}
	failed.Status = answer.StatusCode
	if answer.StatusCode != http.StatusOK {
		_ = answer.Body.Close() // It is not used.
		return nil, 0, failed
	}
	content := &capped{Reader: answer.Body, left: most, over: tooLarge(h.operation, most)}
	return struct {
		io.Reader
		io.Closer
	}{content, answer.Body}, answer.ContentLength, nil
}
