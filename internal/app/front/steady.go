package front

import (
	"io"
	"net/http"
	"time"
)

const (
	// bodyPatience is how long all of a request may take to come in, and stallPatience
	// how long it may stand still meanwhile: otherwise anybody could hold connections for
	// ever, with a body that never ends and no proof of who they are.
	bodyPatience  = 3 * time.Minute
	stallPatience = 20 * time.Second
	// restPatience is for what is left of a request that was answered. The answer goes
	// out when it is over.
	restPatience = time.Second
)

// steadily lets no body stand still, nor come in for ever. The time of the answer is
// not bounded by it.
func steadily(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength == 0 {
			next.ServeHTTP(w, r)
			return
		}
		body := &steady{ReadCloser: r.Body, control: http.NewResponseController(w), end: time.Now().Add(bodyPatience)}
		r.Body = body
		next.ServeHTTP(w, r)
		if !body.ended {
			_ = body.control.SetReadDeadline(time.Now().Add(restPatience))
		}
	})
}

// steady is a body whose connection has a deadline while it is read.
type steady struct {
	io.ReadCloser
	control *http.ResponseController
	end     time.Time
	ended   bool
}

// Read implements io.Reader. Deadlines of connections are by the clock of the machine.
func (s *steady) Read(p []byte) (int, error) {
	deadline := time.Now().Add(stallPatience)
	if deadline.After(s.end) {
		deadline = s.end
	}
	_ = s.control.SetReadDeadline(deadline) // A connection that allows none is one of a test.
	n, err := s.ReadCloser.Read(p)
	if err == io.EOF {
		s.ended = true
		_ = s.control.SetReadDeadline(time.Time{}) // From now on the end of the connection is listened for.
	}
	return n, err
}
