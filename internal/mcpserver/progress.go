package mcpserver

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

const (
	// progressAfter is how long a call runs before its caller is told about it.
	// Most calls are done by then.
	progressAfter = time.Second
	// progressEvery is the least time between two notifications.
	progressEvery = time.Second
	// heartbeat is how far a notification moves the count when the tool has not
	// moved it: it must increase each time (MCP progress).
	heartbeat = 0.01
)

// notice is a progress notification.
type notice struct {
	progress, total float64
	message         string
}

// reporter collects what a tool says about its progress and passes on as much of
// it as a client wants to hear. A nil reporter passes on nothing.
type reporter struct {
	title string
	send  func(notice)

	mu     sync.Mutex
	latest notice // of the tool
	said   bool   // the tool said something since the last notification
	last   float64

	finish context.CancelFunc
	done   chan struct{}
}

// follow starts a reporter if the client asked for progress.
func follow(ctx context.Context, request *mcp.CallToolRequest, title string) *reporter {
	token := request.Params.GetProgressToken()
	if token == nil {
		return nil
	}
	return startReporter(ctx, title, func(n notice) {
		// A client that is gone gets no answer either; there is nobody to tell.
		_ = request.Session.NotifyProgress(ctx, &mcp.ProgressNotificationParams{
			ProgressToken: token, Progress: n.progress, Total: n.total, Message: n.message,
		})
	})
}

func startReporter(ctx context.Context, title string, send func(notice)) *reporter {
	ctx, finish := context.WithCancel(ctx)
	r := &reporter{title: title, send: send, finish: finish, done: make(chan struct{})}
	go r.run(ctx)
	return r
}

// report is tools.Call.OnProgress.
func (r *reporter) report(_ context.Context, done, total int, message string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.latest, r.said = notice{progress: float64(done), total: float64(total), message: message}, true
}

// stop ends the notifications. None is sent after it returns: the answer is the
// last word of a call.
func (r *reporter) stop() {
	if r == nil {
		return
	}
	r.finish()
	<-r.done
}

func (r *reporter) run(ctx context.Context) {
	defer close(r.done)
	begin := time.Now()
	timer := time.NewTimer(progressAfter)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		if n, ok := r.next(time.Since(begin)); ok {
			r.send(n)
		}
		timer.Reset(progressEvery)
	}
}

// next is the notification that is due. There is none when the tool is at its
// total, which cannot be gone beyond.
func (r *reporter) next(running time.Duration) (notice, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := r.latest
	if !r.said {
		n.message = fmt.Sprintf("%s: still working after %d s", r.title, int(running.Seconds()))
	}
	n.progress = max(n.progress, r.last+heartbeat)
	if n.total > 0 && n.progress > n.total {
		return notice{}, false
	}
	r.said, r.last = false, n.progress
	return n, true
}
