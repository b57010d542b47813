package postgres

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

const (
	// connectPatience bounds one connection, statementPatience one statement; a body
	// of 50 MB is the longest.
	connectPatience   = 5 * time.Second
	statementPatience = 30 * time.Second
	// keepAlive is how often a quiet connection gives a sign of life.
	keepAlive = 30 * time.Second
)

// settings are those of each connection. With the keepalives the server notices
// within half a minute that a machine has gone whose process held locks; a process
// that dies on a machine that lives is noticed at once.
const settings = `
set application_name = 'concur-mcp';
set statement_timeout = '30s';
set lock_timeout = '10s';
set idle_in_transaction_session_timeout = '30s';
set tcp_keepalives_idle = 15;
set tcp_keepalives_interval = 5;
set tcp_keepalives_count = 3;
`

// errAddress quotes nothing: the address holds a password.
var errAddress = errors.New("the address of PostgreSQL is not understood; write postgres://USER:PASSWORD@HOST:PORT/DATABASE, " +
	"with special characters of the password as %XX")

// connect makes a connection to an address.
func connect(ctx context.Context, address string) (*pgx.Conn, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errAddress
	}
	// A firewall that forgets quiet connections would leave statements without an answer.
	config.DialFunc = (&net.Dialer{KeepAlive: keepAlive}).DialContext
	// A lock on a standby holds against nobody who locks on the primary.
	config.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsPrimary
	ctx, cancel := context.WithTimeout(ctx, connectPatience)
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, settings); err != nil {
		return nil, errors.Join(err, conn.Close(ctx))
	}
	return conn, nil
}

// failure is what went wrong with the server, in words. The library's own errors name
// host, user and database, and some quote the address.
type failure struct {
	words string
	// passing says that it may be another time.
	passing bool
}

func (f *failure) Error() string {
	return tokenstore.ErrUnreachable.Error() + ": PostgreSQL: " + f.words
}

// errPooled says that locks would not hold.
var errPooled = &failure{words: "a pooler in between shares its connections by transaction, and locks need a session of their own. " +
	"Use its other mode (PgBouncer: pool_mode = session) or the address of the server itself"}

// Is makes it a tokenstore.ErrUnreachable.
func (*failure) Is(target error) bool { return target == tokenstore.ErrUnreachable }

// told puts an error into words.
func told(ctx context.Context, err error) error {
	switch {
	case err == nil, errors.Is(err, errAddress):
		return err
	case ctx.Err() != nil:
		return fmt.Errorf("waiting for PostgreSQL: %w", ctx.Err())
	}
	if known, ok := errors.AsType[*failure](err); ok {
		return known
	}
	if refused, ok := errors.AsType[*pgconn.PgError](err); ok {
		return &failure{words: fmt.Sprintf("%s (SQLSTATE %s)", refused.Message, refused.Code), passing: passing(refused.Code)}
	}
	var (
		unknown     *net.DNSError
		certificate *tls.CertificateVerificationError
		errno       syscall.Errno
		network     net.Error
	)
	switch {
	case errors.As(err, &certificate):
		return &failure{words: "its certificate cannot be verified"}
	case strings.Contains(err.Error(), "refused TLS"):
		return &failure{words: "it does not speak TLS, which sslmode asks for"}
	case errors.Is(err, pgconn.ErrStandbyConnection):
		return &failure{words: "it is a standby, and connections are kept on the primary", passing: true}
	case errors.As(err, &unknown):
		return &failure{words: "the name of its host is not known", passing: true}
	case errors.As(err, &errno):
		return &failure{words: errno.Error(), passing: true}
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return &failure{words: "it did not answer in time", passing: true}
	default:
		return &failure{words: "the connection broke", passing: true}
	}
}

// passing reports whether a refusal is about the server's state, not about what was
// asked (PostgreSQL > Error codes): connection, rollback, resources, intervention, a
// server that takes no writes just now, and a table that somebody locked.
func passing(code string) bool {
	for _, class := range []string{"08", "40", "53", "57", "25006", "55P03"} {
		if strings.HasPrefix(code, class) {
			return true
		}
	}
	return false
}
