package soak_test

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pace is the pause between two looks at something that another process does.
const pace = 50 * time.Millisecond

// replica is a server at an address. Its process comes and goes.
type replica struct {
	t           *testing.T
	address     string
	environment []string
	log         *watchedLog

	mu      sync.Mutex
	command *exec.Cmd
	ended   chan error
}

func newReplica(t *testing.T, environment []string, log *watchedLog) *replica {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	r := &replica{t: t, address: listener.Addr().String(), environment: environment, log: log}
	r.start()
	t.Cleanup(func() { _ = r.stop(syscall.SIGKILL) }) // However it ends.
	return r
}

// start starts a process and waits until it can work.
func (r *replica) start() {
	r.mu.Lock()
	r.command = exec.CommandContext(context.WithoutCancel(r.t.Context()), "concur-mcp", "serve", "--listen", r.address)
	r.command.Env, r.command.Stderr = r.environment, r.log
	r.ended = make(chan error, 1)
	err := r.command.Start()
	command, ended := r.command, r.ended
	r.mu.Unlock()
	if err != nil {
		r.t.Errorf("a replica did not start: %v", err)
		return
	}
	go func() { ended <- command.Wait() }()
	for !r.ready() {
		select {
		case err := <-ended:
			ended <- err
			r.t.Errorf("a replica did not start: %v", err)
			return
		case <-time.After(pace):
		}
	}
}

func (r *replica) ready() bool {
	response, err := r.get("/readyz")
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}

func (r *replica) get(page string) (*http.Response, error) {
	// It is asked for after the end of a test, too.
	request, err := http.NewRequestWithContext(context.WithoutCancel(r.t.Context()), http.MethodGet, "http://"+r.address+page, http.NoBody)
	if err != nil {
		return nil, err
	}
	request.Close = true
	return (&http.Client{Timeout: 10 * time.Second}).Do(request)
}

// stop sends a signal and waits for the end of the process.
func (r *replica) stop(signal syscall.Signal) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	_ = r.command.Process.Signal(signal) // It may have ended.
	err := <-r.ended
	r.ended <- err
	return err
}

// restart ends the process, kindly or not, and starts another one at its address.
func (r *replica) restart(kindly bool) {
	signal := syscall.SIGKILL
	if kindly {
		signal = syscall.SIGTERM
	}
	if err := r.stop(signal); kindly {
		assert.NoError(r.t, err, "who is asked to end does so with status 0")
	}
	r.start()
}

// metrics reads figures of the process.
func (r *replica) metrics(names ...string) (map[string]float64, error) {
	response, err := r.get("/metrics")
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }() // It is read to its end.
	found := map[string]float64{}
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		for _, name := range names {
			if figure, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
				if found[name], err = strconv.ParseFloat(figure, 64); err != nil {
					return nil, err
				}
			}
		}
	}
	return found, lines.Err()
}
