package mcpserver

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
)

// lineConn is the server's side of a pair of streams with a message per line.
//
// The SDK's own ends with the first line that it cannot decode, and drops the
// answers of running calls when the input ends. Here no line ends anything: what
// is not a message is answered with an error, and the next one is read.
type lineConn struct {
	in  io.ReadCloser
	out io.WriteCloser

	messages chan jsonrpc.Message
	hungUp   chan struct{}
	hangOnce sync.Once

	writing sync.Mutex // one line at a time

	mu      sync.Mutex
	running map[jsonrpc.ID]bool // calls without an answer yet
	settled chan struct{}       // gets a token whenever a call was answered
}

func newLineConn(in io.ReadCloser, out io.WriteCloser) *lineConn {
	return &lineConn{
		in: in, out: out,
		messages: make(chan jsonrpc.Message), hungUp: make(chan struct{}),
		running: map[jsonrpc.ID]bool{}, settled: make(chan struct{}, 1),
	}
}

// listen reads lines until the input ends. It runs beside Read, because a read of
// stdin cannot be interrupted.
func (c *lineConn) listen() {
	defer close(c.messages)
	lines := newLineReader(c.in, longestLine)
	for {
		line, err := lines.next()
		if err == errLongLine { //nolint:errorlint // Ours, returned bare.
			if c.refuse(refusal{code: jsonrpc.CodeInvalidRequest, message: "the line is longer than 40 MB"}) != nil {
				return
			}
			continue
		}
		if err != nil {
			c.drain()
			return
		}
		if len(line) > 0 && !c.accept(line) {
			return
		}
	}
}

// accept hands a line on, or answers it. It reports whether to go on.
func (c *lineConn) accept(line []byte) bool {
	message, refused := decodeLine(line)
	if refused == nil {
		refused = c.begin(message)
	}
	if refused != nil {
		return c.refuse(*refused) == nil
	}
	select {
	case c.messages <- message:
		return true
	case <-c.hungUp:
		return false
	}
}

// begin keeps track of a call. An id that is still in use is refused: two answers
// would carry it.
func (c *lineConn) begin(message jsonrpc.Message) *refusal {
	call, ok := message.(*jsonrpc.Request)
	if !ok || !call.IsCall() {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running[call.ID] {
		return &refusal{code: jsonrpc.CodeInvalidRequest, message: "the id is in use by a call that is still running"}
	}
	// A subscription runs until it is cancelled; nobody waits for its answer.
	if call.Method != "subscriptions/listen" {
		c.running[call.ID] = true
	}
	return nil
}

// drain waits for the running calls to be answered, for as long as patience goes.
func (c *lineConn) drain() {
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for c.busy() {
		select {
		case <-c.settled:
		case <-limit.C:
			return
		case <-c.hungUp:
			return
		}
	}
}

func (c *lineConn) busy() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.running) > 0
}

// refuse answers a line that is not a message. An id in use is left out: the
// answer to its call is still to come.
func (c *lineConn) refuse(r refusal) error {
	c.mu.Lock()
	if c.running[r.id] {
		r.id = jsonrpc.ID{}
	}
	c.mu.Unlock()
	return c.writeLine(r.encode())
}

// Read implements mcp.Connection. It fails only at the end.
func (c *lineConn) Read(context.Context) (jsonrpc.Message, error) {
	select {
	case message, ok := <-c.messages:
		if !ok {
			return nil, io.EOF
		}
		return message, nil
	case <-c.hungUp:
		return nil, io.EOF
	}
}

// Write implements mcp.Connection.
func (c *lineConn) Write(ctx context.Context, message jsonrpc.Message) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	answer, answers := message.(*jsonrpc.Response)
	if answers && answer.Error != nil {
		message = &jsonrpc.Response{ID: answer.ID, Error: wellFormed(answer.Error)}
	}
	encoded, err := jsonrpc.EncodeMessage(message)
	if err != nil {
		return err
	}
	if err := c.writeLine(encoded); err != nil {
		return err
	}
	if answers {
		c.end(answer.ID)
	}
	return nil
}

func (c *lineConn) end(id jsonrpc.ID) {
	c.mu.Lock()
	delete(c.running, id)
	c.mu.Unlock()
	select {
	case c.settled <- struct{}{}:
	default:
	}
}

func (c *lineConn) writeLine(line []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	_, err := c.out.Write(append(line, '\n'))
	return err
}

// hangUp ends the connection: Read gives the end of the input, which cancels the
// running calls.
func (c *lineConn) hangUp() { c.hangOnce.Do(func() { close(c.hungUp) }) }

// Close implements mcp.Connection.
func (c *lineConn) Close() error {
	c.hangUp()
	inErr, outErr := c.in.Close(), c.out.Close()
	if outErr != nil {
		return outErr
	}
	return inErr
}

// SessionID implements mcp.Connection: a process has one client.
func (c *lineConn) SessionID() string { return "" }
