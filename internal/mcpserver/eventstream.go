package mcpserver

import (
	"bytes"
	"errors"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"
)

// silence is how long a stream of events may be silent. Proxies give up on an answer
// after a minute, some after half of it.
const silence = 15 * time.Second

var errStreamOver = errors.New("the answer is over")

// eventStream is an answer that is not silent for long: where the handler has nothing to
// say, it writes comments, which readers of events skip (MCP transports, keep-alive).
// An answer that is no stream of events passes through.
type eventStream struct {
	out http.ResponseWriter
	// header is the handler's. It is kept apart because a comment may have to go out
	// while the handler still writes it.
	header http.Header

	mu      sync.Mutex
	timer   *time.Timer
	begun   bool // the header is out
	comment bool // and a comment made it so: what comes now has to be an event
	within  bool // an event is written in part
	over    bool
}

func newEventStream(w http.ResponseWriter) *eventStream {
	return &eventStream{out: w, header: http.Header{}}
}

// Header implements http.ResponseWriter.
func (s *eventStream) Header() http.Header { return s.header }

// WriteHeader implements http.ResponseWriter.
func (s *eventStream) WriteHeader(status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.begin(status)
}

func (s *eventStream) begin(status int) {
	if s.begun || s.over {
		return
	}
	s.begun = true
	maps.Copy(s.out.Header(), s.header)
	if s.events() {
		s.out.Header().Set("X-Accel-Buffering", "no") // for nginx, which collects answers
	}
	s.out.WriteHeader(status)
}

// events reports whether the handler writes events.
func (s *eventStream) events() bool {
	return strings.HasPrefix(s.header.Get("Content-Type"), "text/event-stream")
}

// Write implements http.ResponseWriter.
func (s *eventStream) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return 0, errStreamOver
	}
	s.begin(http.StatusOK)
	if s.comment && !s.events() {
		// A message that would have been an answer by itself.
		if _, err := s.out.Write(append(append([]byte("event: message\ndata: "), p...), "\n\n"...)); err != nil {
			return 0, err
		}
		return len(p), nil
	}
	n, err := s.out.Write(p)
	if s.events() {
		s.within = !bytes.HasSuffix(p, []byte("\n\n"))
		s.rest()
	}
	return n, err
}

// FlushError sends what was written; http.ResponseController finds it.
func (s *eventStream) FlushError() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return errStreamOver
	}
	s.begin(http.StatusOK)
	return http.NewResponseController(s.out).Flush()
}

// awaited says that the request was read, and that an answer takes as long as it takes.
func (s *eventStream) awaited() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rest()
}

// rest begins to count silence.
func (s *eventStream) rest() {
	switch {
	case s.over:
	case s.timer == nil:
		s.timer = time.AfterFunc(silence, s.beat)
	default:
		s.timer.Reset(silence)
	}
}

// beat writes a comment, unless it would come into the middle of an event.
func (s *eventStream) beat() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return
	}
	defer s.timer.Reset(silence)
	if s.within {
		return
	}
	if !s.begun {
		// Whatever is refused is refused at once: this is a call that takes its time.
		s.begun, s.comment = true, true
		header := s.out.Header()
		header.Set("Content-Type", "text/event-stream")
		header.Set("Cache-Control", "no-cache, no-transform")
		header.Set("X-Accel-Buffering", "no")
		s.out.WriteHeader(http.StatusOK)
	}
	if _, err := s.out.Write([]byte(": waiting\n\n")); err == nil {
		_ = http.NewResponseController(s.out).Flush() // The next write meets the error.
	}
}

// close ends the answer: nothing may be written once the handler has returned.
func (s *eventStream) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	if s.timer != nil {
		s.timer.Stop()
	}
}
