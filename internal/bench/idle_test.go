package bench

import (
	"bufio"
	"context"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"
)

const (
	// idleEach is how many connections each caller leaves open, and idleRounds how often
	// that is done anew.
	idleEach   = 8
	idleRounds = 3
)

// BenchmarkIdle measures what a client costs that is connected and asks nothing: by how
// much the resident memory of the server grows, for serve and for a bare server of
// the SDK. Both collect garbage often, so that next to none of it is counted. It
// reads /proc, so it runs on Linux. Since 2026-07-28 clients are not connected.
func BenchmarkIdle(b *testing.B) {
	if runtime.GOOS != "linux" {
		b.Skip("the memory of a process is read from /proc")
	}
	bin := build(b)
	for _, c := range []struct {
		name  string
		leave func(*testing.B, *http.Client, *served, string)
	}{{"session", leaveSession}, {"session with stream", leaveStream}, {"SSE", leaveSSE}} {
		b.Run(c.name, func(b *testing.B) {
			b.Setenv("GOGC", "10")
			concur := newUpstream(b)
			var grown [2][]float64
			for b.Loop() {
				for range idleRounds {
					for i, server := range []*served{serveBare(b, bin, concur), serveOurs(b, bin, concur)} {
						grown[i] = append(grown[i], perIdle(b, server, c.leave))
					}
				}
			}
			bare, ours := middle(grown[0]), middle(grown[1])
			b.ReportMetric(bare, "bare-kB")
			b.ReportMetric(ours, "ours-kB")
			b.ReportMetric(ours/bare, "x-bare")
		})
	}
}

// perIdle is what a connection adds to the memory of a server, in kilobytes.
func perIdle(b *testing.B, s *served, leave func(*testing.B, *http.Client, *served, string)) float64 {
	b.Helper()
	over := newHTTP()
	round := func(each int) {
		for range each {
			for i := range callers {
				leave(b, over, s, s.token(i))
			}
		}
	}
	round(1) // what is made once is there now
	before := s.memory(b, "VmRSS:")
	round(idleEach)
	grown := float64(s.memory(b, "VmRSS:") - before)
	over.CloseIdleConnections()
	s.end()
	return grown / (idleEach * callers)
}

// leaveSession opens a session and leaves it.
func leaveSession(b *testing.B, over *http.Client, s *served, token string) {
	b.Helper()
	if _, err := newLegacy(b.Context(), over, s, token); err != nil {
		b.Fatal(err)
	}
}

// leaveStream opens a session and waits for what the server has to say.
func leaveStream(b *testing.B, over *http.Client, s *served, token string) {
	b.Helper()
	client, err := newLegacy(b.Context(), over, s, token)
	if err != nil {
		b.Fatal(err)
	}
	client.open(b, client.url)
}

// leaveSSE opens a session of the transport of 2024-11-05.
func leaveSSE(b *testing.B, over *http.Client, s *served, token string) {
	b.Helper()
	client := newClient(over, s.sse, token)
	lines := bufio.NewScanner(client.open(b, s.sse))
	for lines.Scan() {
		endpoint, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		if err := client.greet(b.Context(), endpoint); err != nil {
			b.Fatal(err)
		}
		return
	}
	b.Fatal("the server named no endpoint: ", lines.Err())
}

// greet says hello to an endpoint; the answer comes on the stream.
func (c *client) greet(ctx context.Context, endpoint string) error {
	base, err := url.Parse(c.url)
	if err != nil {
		return err
	}
	at, err := base.Parse(endpoint)
	if err != nil {
		return err
	}
	c.url = at.String()
	for line := range strings.Lines(sayHello) {
		c.body = []byte(line)
		if _, _, err := c.post(ctx); err != nil {
			return err
		}
	}
	return nil
}
