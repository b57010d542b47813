package record

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"net/http"
	"sync"
)

// mostKept bounds what is kept of a body, in bytes. Of a larger one the length and
// a digest are written.
const mostKept = 1 << 20

// capture is what was seen of a body.
type capture struct {
	body []byte // nil once it is larger than mostKept
	size int64
	sum  [sha256.Size]byte
	// whole says that it was read to its end.
	whole bool
}

// watcher looks at a body while somebody reads it.
type watcher struct {
	mu    sync.Mutex
	kept  bytes.Buffer
	size  int64
	sum   hash.Hash
	whole bool
}

func newWatcher() *watcher { return &watcher{sum: sha256.New()} }

func (w *watcher) see(piece []byte, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, _ = w.sum.Write(piece) // A hash never fails.
	if w.size += int64(len(piece)); w.size <= mostKept {
		_, _ = w.kept.Write(piece) // Nor does a buffer.
	} else {
		w.kept = bytes.Buffer{}
	}
	w.whole = w.whole || errors.Is(err, io.EOF)
}

// forget begins again, for a body that is sent a second time.
func (w *watcher) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.kept, w.size, w.whole = bytes.Buffer{}, 0, false
	w.sum.Reset()
}

func (w *watcher) taken() capture {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := capture{size: w.size, whole: w.whole, sum: [sha256.Size]byte(w.sum.Sum(nil))}
	if w.size <= mostKept {
		c.body = bytes.Clone(w.kept.Bytes())
	}
	return c
}

// watchRequest gives a request that is the same, and lets its body be seen.
func watchRequest(r *http.Request) (*http.Request, *watcher) {
	seen := newWatcher()
	if r.Body == nil || r.Body == http.NoBody {
		seen.see(nil, io.EOF)
		return r, seen
	}
	watched := r.Clone(r.Context())
	length := r.ContentLength
	watched.Body = &watchedBody{ReadCloser: r.Body, seen: seen, length: length}
	if again := r.GetBody; again != nil {
		watched.GetBody = func() (io.ReadCloser, error) {
			body, err := again()
			if err != nil {
				return nil, err
			}
			seen.forget()
			return &watchedBody{ReadCloser: body, seen: seen, length: length}, nil
		}
	}
	return watched, seen
}

// watchResponse calls done once, when the body was read to its end or closed.
func watchResponse(r *http.Response, done func(capture)) {
	seen := newWatcher()
	r.Body = &watchedBody{
		ReadCloser: r.Body, seen: seen, length: r.ContentLength,
		end: sync.OnceFunc(func() { done(seen.taken()) }),
	}
}

// watchedBody is a body with somebody who looks on.
type watchedBody struct {
	io.ReadCloser
	seen   *watcher
	length int64 // as announced; -1 or 0 if it was not
	read   int64
	end    func()
}

// Read implements io.Reader. Whoever knows the length of a body may not read on to
// its end, so that it is over with the last byte.
func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	over := err
	if b.length > 0 && b.read == b.length {
		over = io.EOF
	}
	b.seen.see(p[:n], over)
	if errors.Is(err, io.EOF) && b.end != nil {
		b.end()
	}
	return n, err
}

// Close implements io.Closer.
func (b *watchedBody) Close() error {
	err := b.ReadCloser.Close()
	if b.end != nil {
		b.end()
	}
	return err
}
