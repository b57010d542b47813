package front

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	// headerPatience keeps a client that says nothing from holding a connection.
	headerPatience = 10 * time.Second
	// idlePatience ends connections that nobody uses.
	idlePatience = 2 * time.Minute
	// largestHeader is in bytes; a JWT with many groups fits.
	largestHeader = 64 << 10
)

// Door is an address that is listened on, and what answers there.
type Door struct {
	Listener net.Listener
	Handler  http.Handler
	// TLS makes it https; nil leaves it plain.
	TLS *tls.Config
}

// Doors are all the doors of a server.
type Doors struct {
	Logger *slog.Logger
	// Patience is how long running requests may take to finish at the end.
	Patience time.Duration
	// Drain is called at the end: it ends what would go on for ever, such as streams,
	// and lets running calls finish, for as long as its context lives.
	Drain func(context.Context) error
}

// Serve answers at all doors until ctx ends or one of them breaks. Then nobody new is
// let in, what runs may finish, and what has not finished in time is cut off.
func (d Doors) Serve(ctx context.Context, doors ...Door) error {
	// Requests outlive ctx: they are to finish.
	base := context.WithoutCancel(ctx)
	broken := make(chan error, len(doors))
	servers := make([]*http.Server, len(doors))
	for i, door := range doors {
		servers[i] = d.server(base, door)
		go func() { broken <- serve(servers[i], door) }()
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-broken:
	}
	d.close(base, servers)
	return err
}

func (d Doors) server(base context.Context, door Door) *http.Server {
	return &http.Server{
		Handler:   steadily(door.Handler),
		TLSConfig: door.TLS,
		// No limit on answers: streams stay open for hours. That of net/http on bodies
		// would hold for the answer too.
		ReadHeaderTimeout: headerPatience,
		IdleTimeout:       idlePatience,
		MaxHeaderBytes:    largestHeader,
		ErrorLog:          slog.NewLogLogger(d.Logger.Handler(), slog.LevelDebug),
		BaseContext:       func(net.Listener) context.Context { return base },
	}
}

func serve(server *http.Server, door Door) error {
	if door.TLS != nil {
		return server.ServeTLS(door.Listener, "", "")
	}
	return server.Serve(door.Listener)
}

// close sees everybody out.
func (d Doors) close(base context.Context, servers []*http.Server) {
	ctx, cancel := context.WithTimeout(base, d.Patience)
	defer cancel()
	var waiting sync.WaitGroup
	waiting.Go(func() {
		if err := d.Drain(ctx); err != nil {
			d.Logger.WarnContext(ctx, "calls did not finish in time and were cut off")
		}
	})
	for _, server := range servers {
		waiting.Go(func() {
			if err := server.Shutdown(ctx); err != nil {
				d.Logger.WarnContext(ctx, "requests did not finish in time and were cut off")
				_ = server.Close() // What it has to say is that connections were open.
			}
		})
	}
	waiting.Wait()
}
