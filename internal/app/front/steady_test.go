package front_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/app/front"
)

// pipes is a listener without a network, so that its time can be that of a test.
type pipes struct {
	connections chan net.Conn
	closed      context.Context
	close       context.CancelFunc
}

func newPipes(t *testing.T) *pipes {
	t.Helper()
	closed, end := context.WithCancel(t.Context())
	return &pipes{make(chan net.Conn), closed, end}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case connection := <-p.connections:
		return connection, nil
	case <-p.closed.Done():
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error { p.close(); return nil }

func (*pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial() net.Conn {
	here, there := net.Pipe()
	p.connections <- there
	return here
}

// withPipes runs a check against a reader of requests behind a door, in the time of the
// test. The check is told how the reading ended.
func withPipes(
	t *testing.T, read func(http.ResponseWriter, *http.Request) error, check func(t *testing.T, client net.Conn, result <-chan error),
) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		result := make(chan error, 1)
		handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { result <- read(w, r) })
		listener := newPipes(t)
		ctx, end := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		doors := front.Doors{Logger: slog.New(slog.DiscardHandler), Patience: time.Second, Drain: nothing}
		go func() { ended <- doors.Serve(ctx, front.Door{Listener: listener, Handler: handler}) }()
		client := listener.dial()
		check(t, client, result)
		require.NoError(t, client.Close())
		end()
		require.NoError(t, <-ended)
	})
}

func send(t *testing.T, client net.Conn, text string) {
	t.Helper()
	_, err := io.WriteString(client, text)
	require.NoError(t, err)
}

const beginning = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"

func TestARequestThatIsRefusedHoldsNoConnection(t *testing.T) {
	t.Parallel()
	refuse := func(w http.ResponseWriter, _ *http.Request) error {
		http.Error(w, "no", http.StatusUnauthorized)
		return nil
	}
	withPipes(t, refuse, func(t *testing.T, client net.Conn, _ <-chan error) {
		t.Helper()
		begin := time.Now()
		send(t, client, beginning)
		response, err := http.ReadResponse(bufio.NewReader(client), nil)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		assert.Equal(t, http.StatusUnauthorized, response.StatusCode)
		assert.True(t, response.Close, "the rest of the request is not waited for")
		assert.Less(t, time.Since(begin), 2*time.Second)
	})
}

func TestABodyMayNotStandStillNorTrickle(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pause time.Duration
		most  time.Duration
	}{
		"it stands still": {pause: time.Hour, most: 30 * time.Second},
		"it trickles":     {pause: 10 * time.Second, most: 4 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			read := func(_ http.ResponseWriter, r *http.Request) error {
				_, err := io.ReadAll(r.Body)
				return err
			}
			withPipes(t, read, func(t *testing.T, client net.Conn, result <-chan error) {
				t.Helper()
				begin := time.Now()
				send(t, client, beginning)
				go func() { _, _ = io.Copy(io.Discard, client) }()
				var err error
				for pausing := true; pausing; {
					select {
					case err = <-result:
						pausing = false
					case <-time.After(c.pause):
						send(t, client, "x")
					}
				}
				var slow net.Error
				require.True(t, errors.As(err, &slow) && slow.Timeout(), "%v", err)
				assert.Less(t, time.Since(begin), c.most)
			})
		})
	}
}

func TestAnAnswerMayTakeLongOnceItsRequestIsRead(t *testing.T) {
	t.Parallel()
	slow := func(w http.ResponseWriter, r *http.Request) error {
		_, err := io.ReadAll(r.Body)
		time.Sleep(time.Hour)
		_, _ = io.WriteString(w, "late")
		return errors.Join(err, r.Context().Err()) // The time of the request is not that of the answer.
	}
	withPipes(t, slow, func(t *testing.T, client net.Conn, result <-chan error) {
		t.Helper()
		send(t, client, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx")
		response, err := http.ReadResponse(bufio.NewReader(client), nil)
		require.NoError(t, err)
		text, err := io.ReadAll(response.Body)
		require.NoError(t, errors.Join(err, response.Body.Close()))
		assert.Equal(t, "late", string(text))
		assert.NoError(t, <-result)
	})
}
