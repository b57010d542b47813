package mcpserver

import (
	"context"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// draining is the transport of an SSE session, which ends with the life of the server,
// once all calls are answered. The SDK would let them finish and drop their answers.
type draining struct {
	*mcp.SSEServerTransport
	life context.Context
}

// Connect implements mcp.Transport.
func (d draining) Connect(ctx context.Context) (mcp.Connection, error) {
	connection, err := d.SSEServerTransport.Connect(ctx)
	if err != nil {
		return nil, err
	}
	drained := &drainedConn{Connection: connection, running: map[jsonrpc.ID]bool{}}
	drained.forget = context.AfterFunc(d.life, drained.drain)
	return drained, nil
}

// drainedConn knows which calls have no answer yet.
type drainedConn struct {
	mcp.Connection
	forget func() bool

	mu      sync.Mutex
	running map[jsonrpc.ID]bool
	ending  bool
}

// Read implements mcp.Connection.
func (c *drainedConn) Read(ctx context.Context) (jsonrpc.Message, error) {
	message, err := c.Connection.Read(ctx)
	if request, ok := message.(*jsonrpc.Request); ok && request.IsCall() {
		c.mu.Lock()
		c.running[request.ID] = true
		c.mu.Unlock()
	}
	return message, err
}

// Write implements mcp.Connection.
func (c *drainedConn) Write(ctx context.Context, message jsonrpc.Message) error {
	err := c.Connection.Write(ctx, message)
	if response, ok := message.(*jsonrpc.Response); ok {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.running, response.ID)
		c.endIfIdle()
	}
	return err
}

// drain ends the connection with the last answer.
func (c *drainedConn) drain() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ending = true
	c.endIfIdle()
}

func (c *drainedConn) endIfIdle() {
	if c.ending && len(c.running) == 0 {
		_ = c.Connection.Close() // The reader is told of the end.
	}
}

// Close implements mcp.Connection.
func (c *drainedConn) Close() error {
	c.forget()
	return c.Connection.Close()
}
