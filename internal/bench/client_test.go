package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// client is one caller. It speaks HTTP itself, so that what it costs is little, and the
// same for every server.
type client struct {
	http   *http.Client
	url    string
	header http.Header
	body   []byte
}

// newHTTP keeps a connection for each caller.
func newHTTP() *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: callers}}
}

const (
	modernVersion = "2026-07-28"
	legacyVersion = "2025-11-25"
	askForReport  = `"name":"get_report","arguments":{"report_id":"` + reportID + `"}`
	modernMeta    = `"_meta":{"io.modelcontextprotocol/protocolVersion":"` + modernVersion + `",` +
		`"io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}`
)

func newClient(over *http.Client, url, token string) *client {
	c := &client{http: over, url: url, header: http.Header{
		"Content-Type": {"application/json"}, "Accept": {"application/json, text/event-stream"},
	}}
	if token != "" {
		c.header.Set("Authorization", "Bearer "+token)
	}
	return c
}

// opener makes a caller of a server, who shows a token unless that is empty.
type opener func(ctx context.Context, over *http.Client, s *served, token string) (*client, error)

// newModern is a caller whose every request stands for itself.
func newModern(_ context.Context, over *http.Client, s *served, token string) (*client, error) {
	c := newClient(over, s.modern, token)
	c.header.Set("Mcp-Protocol-Version", modernVersion)
	c.header.Set("Mcp-Method", "tools/call")
	c.header.Set("Mcp-Name", "get_report")
	c.body = fmt.Appendf(nil, `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{%s,%s}}`, askForReport, modernMeta)
	return c, nil
}

// newLegacy is a caller who has opened a session.
func newLegacy(ctx context.Context, over *http.Client, s *served, token string) (*client, error) {
	c := newClient(over, s.legacy, token)
	for line := range strings.Lines(sayHello) {
		c.body = []byte(line)
		header, _, err := c.post(ctx)
		if err != nil {
			return nil, err
		}
		if id := header.Get("Mcp-Session-Id"); id != "" {
			c.header.Set("Mcp-Session-Id", id)
			c.header.Set("Mcp-Protocol-Version", legacyVersion)
		}
	}
	c.body = fmt.Appendf(nil, `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{%s}}`, askForReport)
	return c, nil
}

// call asks for the report.
func (c *client) call(ctx context.Context) error {
	_, body, err := c.post(ctx)
	if err != nil {
		return err
	}
	if !bytes.Contains(body, []byte(reportName)) || bytes.Contains(body, []byte(`"isError":true`)) {
		return fmt.Errorf("the call failed: %s", body)
	}
	return nil
}

// post sends the message and reads what comes to its end.
func (c *client) post(ctx context.Context) (http.Header, []byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(c.body))
	if err != nil {
		return nil, nil, err
	}
	request.Header = c.header
	response, err := c.http.Do(request)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = response.Body.Close() }() // It is read to its end.
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode/100 != 2 {
		err = fmt.Errorf("%s: %s", response.Status, body)
	}
	return response.Header, body, err
}

// open begins a stream of events and leaves it open until the benchmark ends.
func (c *client) open(b *testing.B, url string) io.Reader {
	b.Helper()
	request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		b.Fatal(err)
	}
	request.Header = c.header.Clone()
	request.Header.Set("Accept", "text/event-stream")
	response, err := c.http.Do(request)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = response.Body.Close() }) // Nothing more is expected there.
	if response.StatusCode != http.StatusOK {
		b.Fatal(response.Status)
	}
	return response.Body
}
