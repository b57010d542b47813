package front

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/sync/singleflight"
)

// pingPatience is how long the store may take to answer a probe.
const pingPatience = 2 * time.Second

// Alive answers that the process runs.
func Alive() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "ok\n") })
}

// Ready answers whether requests should be sent here: whether the store can be reached.
// Anybody may ask, so all who ask at once are told of one look.
func Ready(logger *slog.Logger, ping func(context.Context) error) http.Handler {
	var flight singleflight.Group
	look := func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), pingPatience)
		defer cancel()
		err := ping(ctx)
		if err != nil {
			logger.WarnContext(ctx, "the store cannot be reached", "error", err)
		}
		return err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err, _ := flight.Do("", func() (any, error) { return nil, look(r.Context()) }); err != nil {
			say(w, http.StatusServiceUnavailable, "the store cannot be reached\n")
			return
		}
		say(w, http.StatusOK, "ready\n")
	})
}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text) // Who asked may have gone.
}
