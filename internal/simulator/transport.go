package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"strconv"
)

// InProcessURL is the base address for use with Transport. Names below .localhost
// belong to nobody (RFC 6761), so that a request that misses the Transport goes
// nowhere. Transport takes any other address too.
const InProcessURL = "https://simulator.localhost"

// Transport answers requests in the process, without a port. It keeps to what
// http.Transport does where a client can tell: it ends with the context of the
// request and closes the request's body.
func (s *Simulator) Transport() http.RoundTripper { return transport{s} }

type transport struct{ simulator *Simulator }

// RoundTrip answers a request. Its errors are broken connections and the end of
// the request's context.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer func() { _ = r.Body.Close() }()
	}
	a, err := t.simulator.exchange(r)
	if err != nil {
		return nil, err
	}
	return &http.Response{
		Status: strconv.Itoa(a.status) + " " + http.StatusText(a.status), StatusCode: a.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.header, ContentLength: int64(len(a.body)), Request: r,
		Body: io.NopCloser(a.reader(r.Context())),
	}, nil
}

// ServeHTTP answers a request on a port.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, err := s.exchange(r)
	if err != nil {
		drop(w)
		return
	}
	maps.Copy(w.Header(), a.header)
	w.WriteHeader(a.status)
	if r.Method == http.MethodHead {
		return
	}
	body, flush := a.reader(r.Context()), http.NewResponseController(w).Flush
	for {
		_, err := io.CopyN(w, body, pieceSize)
		if errors.Is(err, io.EOF) {
			return
		}
		if flushed := flush(); err != nil || flushed != nil {
			panic(http.ErrAbortHandler) // The way to break an answer off in the middle.
		}
	}
}

// drop closes the connection without an answer, and with a reset where the
// connection lets it.
func drop(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // Not to be had from HTTP/2; this ends the stream.
	}
	if tcp, isTCP := connection.(*net.TCPConn); isTCP {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}

// pieceSize in bytes is how much of a body is handed on at a time.
const pieceSize = 512

// reader gives the body as it goes out.
func (a answer) reader(ctx context.Context) io.Reader {
	rest := a.body
	if a.fault.Kind == Truncated {
		rest = rest[:len(rest)/2]
	}
	return readerFunc(func(p []byte) (int, error) {
		if len(rest) == 0 {
			return 0, a.end()
		}
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if a.fault.Kind == SlowBody {
			if err := pause(ctx, a.fault.Delay); err != nil {
				return 0, err
			}
			p = p[:min(len(p), pieceSize)]
		}
		n := copy(p, rest)
		rest = rest[n:]
		return n, nil
	})
}

// end is how the body ends: of a truncated one something is missing.
func (a answer) end() error {
	if a.fault.Kind == Truncated && len(a.body) > 0 {
		return io.ErrUnexpectedEOF
	}
	return io.EOF
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// printed turns a reply into what is sent. A body that cannot be printed is a
// fault of the simulator and shows as a 500.
func printed(r reply, header http.Header) answer {
	a := answer{status: r.status, header: header}
	maps.Copy(a.header, r.header)
	switch body := r.body.(type) {
	case nil:
	case raw:
		a.body = body.bytes
		a.header.Set("Content-Type", body.mediaType)
	default:
		text, err := inJSON(body)
		if err != nil {
			a.status = http.StatusInternalServerError
			return a
		}
		a.body = text
		a.header.Set("Content-Type", "application/json;charset=UTF-8")
	}
	return a
}

// inJSON is json.Marshal that leaves & as it is, as Concur does: addresses hold it, and
// so does the name of a status.
func inJSON(value any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n")), nil
}
