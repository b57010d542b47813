package bench

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/pgtest"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/stores"
)

const (
	// stormConnections end at once, and each is asked for stormEach times in a row.
	stormConnections = 1000
	stormEach        = 4
	// stormLatency is how long Concur takes for a refresh.
	stormLatency = 20 * time.Millisecond
	// replicas share a store where they can.
	replicas = 2
)

// BenchmarkRefreshStorm has 64 callers ask for tokens of 1,000 connections that have
// all just ended, of which four are after the same one at a time, on different
// replicas. Concur rotates refresh tokens, takes 20 ms and refuses what was used
// before. A connection that is refreshed more than once fails it.
func BenchmarkRefreshStorm(b *testing.B) {
	b.Run("memory", func(b *testing.B) {
		storm(b, tokenstore.NewMemory())
	})
	b.Run("sqlite", func(b *testing.B) {
		storm(b, openStores(b, "sqlite:"+filepath.Join(b.TempDir(), "connections.db"))...)
	})
	b.Run("postgres", func(b *testing.B) {
		storm(b, openStores(b, pgtest.Start(b))...)
	})
}

// openStores opens a store once for each replica.
func openStores(b *testing.B, address string) []tokenstore.Store {
	b.Helper()
	keys, err := tokenstore.NewKey()
	if err != nil {
		b.Fatal(err)
	}
	all := make([]tokenstore.Store, replicas)
	for i := range all {
		if all[i], err = stores.Open(b.Context(), stores.Options{Address: address, Keys: keys}); err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = all[i].Close() }) // The run is over.
	}
	return all
}

func storm(b *testing.B, each ...tokenstore.Store) {
	b.Helper()
	concur, clock := &rotating{spent: map[string]bool{}}, &atomic.Int64{}
	fillStorm(b, each[0])
	connections := make([]*auth.Connections, len(each))
	for i, store := range each {
		connections[i] = auth.NewConnections(auth.Settings{
			Store: store, Hosts: auth.ConcurHosts(), Client: &http.Client{Transport: concur},
			Now: func() time.Time { return time.Now().Add(time.Duration(clock.Load())) },
		})
	}
	var first, slow, all []float64
	for b.Loop() {
		clock.Add(int64(2 * time.Hour)) // All that was fresh has ended.
		one := rush(b, connections)
		first, slow, all = append(first, one.first), append(slow, one.p99), append(all, one.all)
	}
	sent := float64(concur.answered.Load()) / float64(stormConnections*b.N)
	b.ReportMetric(sent, "refreshes/connection")
	b.ReportMetric(middle(first), "first-answer-ms")
	b.ReportMetric(middle(slow), "p99-answer-ms")
	b.ReportMetric(middle(all)/1000, "s/storm")
	// Nobody got a token of a connection that was not refreshed, so it is one for each.
	if sent != 1 || concur.refused.Load() > 0 {
		b.Fatalf("each connection is to be refreshed once: %.3f times, %d refused", sent, concur.refused.Load())
	}
}

func stormKey(i int) tokenstore.Key {
	return tokenstore.Key{Principal: "token/caller" + strconv.Itoa(i), Kind: "user"}
}

// fillStorm keeps connections whose access tokens have ended.
func fillStorm(b *testing.B, store tokenstore.Store) {
	b.Helper()
	for i := range stormConnections {
		_, err := store.Update(b.Context(), stormKey(i), func(r tokenstore.Record) (tokenstore.Record, error) {
			r.Subject, r.Geolocation = person, "https://us2.api.concursolutions.com"
			r.AccessToken, r.RefreshToken = accessToken, "first-"+strconv.Itoa(i)
			return r, nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// gust is how a storm went, in milliseconds: until the first caller had a token, until
// all but one in a hundred had theirs, each from when it asked, and until all was over.
type gust struct{ first, p99, all float64 }

// rush lets the callers ask for all connections, in order.
func rush(b *testing.B, connections []*auth.Connections) gust {
	b.Helper()
	waits := make([]float64, stormConnections*stormEach)
	var first sync.Once
	var one gust
	group, ctx := errgroup.WithContext(b.Context())
	group.SetLimit(callers)
	began := time.Now()
	for i := range waits {
		group.Go(func() error {
			begin := time.Now()
			_, err := connections[i%len(connections)].Token(ctx, stormKey(i/stormEach).Principal, auth.User)
			first.Do(func() { one.first = milliseconds(time.Since(began)) })
			waits[i] = milliseconds(time.Since(begin))
			return err
		})
	}
	if err := group.Wait(); err != nil {
		b.Fatal(err)
	}
	one.all = milliseconds(time.Since(began))
	slices.Sort(waits)
	one.p99 = waits[len(waits)*99/100]
	return one
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// rotating is a Concur that takes each refresh token once.
type rotating struct {
	answered, refused atomic.Int64

	mu    sync.Mutex
	spent map[string]bool
}

// RoundTrip implements http.RoundTripper.
func (c *rotating) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.ParseForm(); err != nil {
		return nil, err
	}
	time.Sleep(stormLatency)
	token := r.PostForm.Get("refresh_token")
	c.mu.Lock()
	again := c.spent[token]
	c.spent[token] = true
	c.mu.Unlock()
	status, body := http.StatusBadRequest, `{"code":108,"error":"invalid_grant","error_description":"Bad refresh token"}`
	if again {
		c.refused.Add(1)
	} else {
		n := strconv.FormatInt(c.answered.Add(1), 10)
		status, body = http.StatusOK, fmt.Sprintf(`{"access_token":"%s%s","token_type":"Bearer","expires_in":3600,`+
			`"scope":"expense.report.read","geolocation":"https://us2.api.concursolutions.com","refresh_token":"rotated-%s"}`,
			accessToken, base64.RawURLEncoding.EncodeToString([]byte(n)), n)
	}
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body)), Request: r,
	}, nil
}
