package mcpserver

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

const (
	// smallBody is how much of a body needs no room, in bytes: everything but receipts.
	smallBody = 1 << 20
	// mostLarge is how many of the largest bodies there is room for, and mostOfOne for
	// how many of one principal: nobody keeps all others from sending receipts. While it
	// is read, a body takes about four times its size.
	mostLarge = 8
	mostOfOne = 3
	// roomPatience is how long a request waits for room. Its body waits at the client.
	roomPatience = 30 * time.Second
)

var errNoRoom = errors.New("there is no room for more large requests")

// room bounds the memory that large bodies take, all together and for each principal.
type room struct {
	largest int64
	all     *semaphore.Weighted

	mu sync.Mutex
	of map[string]*share
}

// share is the room of a principal, as long as a request of theirs is in it.
type share struct {
	*semaphore.Weighted
	users int
}

func newRoom(largest int64) *room {
	return &room{largest: largest, all: semaphore.NewWeighted(mostLarge * largest), of: map[string]*share{}}
}

// enter waits for room.
func (r *room) enter(ctx context.Context, principal string, bytes int64) (leave func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, roomPatience)
	defer cancel()
	defer context.AfterFunc(lifeOf(ctx), cancel)()
	own := r.share(principal)
	if err := own.Acquire(ctx, bytes); err != nil {
		r.unshare(principal)
		return nil, errNoRoom
	}
	if err := r.all.Acquire(ctx, bytes); err != nil {
		own.Release(bytes)
		r.unshare(principal)
		return nil, errNoRoom
	}
	return func() {
		r.all.Release(bytes)
		own.Release(bytes)
		r.unshare(principal)
	}, nil
}

func (r *room) share(principal string) *share {
	r.mu.Lock()
	defer r.mu.Unlock()
	own, ok := r.of[principal]
	if !ok {
		own = &share{Weighted: semaphore.NewWeighted(mostOfOne * r.largest)}
		r.of[principal] = own
	}
	own.users++
	return own
}

func (r *room) unshare(principal string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	own := r.of[principal]
	own.users--
	if own.users == 0 {
		delete(r.of, principal)
	}
}

// receive gives the body of a request that has room; ok is false if there was none. A
// body that does not say its length waits once it turns out to be large.
func (r *room) receive(request *http.Request, principal string) (body *measured, ok bool) {
	body = &measured{
		ReadCloser: request.Body, leave: func() {},
		enter: func() (func(), error) { return r.enter(request.Context(), principal, r.largest) },
	}
	switch length := request.ContentLength; {
	case length < 0:
		body.free = smallBody
	case length > smallBody:
		leave, err := r.enter(request.Context(), principal, length)
		if err != nil {
			return nil, false
		}
		body.leave, body.entered = leave, true
	default:
		body.entered = true // It needs none.
	}
	return body, true
}

// measured is a body that finds room before it grows large.
type measured struct {
	io.ReadCloser
	free    int64 // bytes that need no room yet
	entered bool
	enter   func() (leave func(), err error)
	leave   func()
}

// Read implements io.Reader.
func (m *measured) Read(p []byte) (int, error) {
	if !m.entered && m.free <= 0 {
		leave, err := m.enter()
		if err != nil {
			return 0, err
		}
		m.leave, m.entered = leave, true
	}
	n, err := m.ReadCloser.Read(p)
	m.free -= int64(n)
	return n, err
}
