package front

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"
)

// pingPatience is how long the store may take to answer a probe.
const pingPatience = 2 * time.Second

// Alive answers that the process runs.
func Alive() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "ok\n") })
}

// Ready answers whether requests should be sent here: whether the store can be reached.
func Ready(logger *slog.Logger, ping func(context.Context) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), pingPatience)
		defer cancel()
		if err := ping(ctx); err != nil {
			logger.WarnContext(ctx, "the store cannot be reached", "error", err)
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
