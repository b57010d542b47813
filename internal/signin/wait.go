package signin

import (
	"context"
	"fmt"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

// The pause between two looks grows, because people take minutes more often than
// moments.
const (
	firstPause   = 250 * time.Millisecond
	longestPause = time.Second
)

// Outcome is how a sign-in ended.
type Outcome struct {
	// Account is whose account was connected.
	Account auth.Account
	// Err says in a sentence why no account was connected; empty if one was. It may
	// quote Concur.
	Err string
}

// Wait looks at a sign-in until it is over, whichever replica its person comes to.
// It fails with ExpiredError, also for a sign-in of another principal, and with
// ctx's error.
func (s *Service) Wait(ctx context.Context, principal, id string) (Outcome, error) {
	for pause := firstPause; ; pause = min(pause*2, longestPause) {
		v, err := s.read(ctx, id)
		switch {
		case gone(err), err == nil && v.Principal != principal:
			return Outcome{}, &ExpiredError{}
		case err != nil:
			return Outcome{}, fmt.Errorf("looking at the sign-in: %w", err)
		case v.over():
			return Outcome{Account: v.Account, Err: v.Failure}, nil
		case v.Stage == waiting && !s.Now().Before(v.Opens):
			return Outcome{}, &ExpiredError{}
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return Outcome{}, ctx.Err()
		}
	}
}
