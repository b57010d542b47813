package mcpserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

const (
	// longestLine is room for a receipt of 25 MB in base64, and its message.
	longestLine = 40 << 20
	// patience is how long running calls may take to end once nobody sends
	// anything more. Clients wait about as long before they end the process.
	patience = 5 * time.Second
)

var errStuck = errors.New("a call did not end in time")

// RunStdio serves one client over a pair of streams, a message per line (MCP
// transports, stdio), until the input ends or ctx does. At the end of the input
// running calls get some seconds to finish and be answered; at the end of ctx they
// are cancelled.
func RunStdio(ctx context.Context, server *mcp.Server, in io.ReadCloser, out io.WriteCloser) error {
	connection := newLineConn(in, out)
	session, err := server.Connect(ctx, handOver{connection}, nil)
	if err != nil {
		return fmt.Errorf("connecting the streams: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- session.Wait() }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	connection.hangUp()
	select {
	case err := <-ended:
		return err
	case <-time.After(patience):
		return errStuck
	}
}

// handOver is a transport that has its connection already.
type handOver struct{ connection *lineConn }

// Connect implements mcp.Transport.
func (h handOver) Connect(context.Context) (mcp.Connection, error) {
	go h.connection.listen()
	return h.connection, nil
}
