package auth

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// warnWithin is how close the end of a connection is when people are told, in days.
const warnWithin = 14

// Status is a connection as it stands.
type Status struct {
	Principal string
	Account
	State tokenstore.State
	// Since is when it was made; AccessExpires is when the access token ends. Both are
	// in UTC, and zero where there was no use yet.
	Since, AccessExpires time.Time
	// DaysLeft until the connection ends, if RefreshExpires is known.
	DaysLeft int
	// Warning is a sentence for people; empty if all is well.
	Warning string
}

// Status shows the connections that a principal can use, by kind, and sends nothing.
func (c *Connections) Status(ctx context.Context, principal string) ([]Status, error) {
	all, err := c.ownStatus(ctx, principal)
	isCompany := func(s Status) bool { return s.Kind == Company }
	if err != nil || slices.ContainsFunc(all, isCompany) || !mayUseDeployment(ctx, principal) {
		return all, err
	}
	deployed, err := c.ownStatus(ctx, Deployment)
	return append(slices.DeleteFunc(deployed, func(s Status) bool { return !isCompany(s) }), all...), err
}

func (c *Connections) ownStatus(ctx context.Context, principal string) ([]Status, error) {
	var all []Status
	for _, kind := range []Kind{Company, User} {
		record, err := c.record(ctx, storeKey(principal, kind))
		if err != nil {
			return nil, err
		}
		if !absent(record) {
			all = append(all, c.statusOf(record))
		}
	}
	return all, nil
}

// StatusAll shows every connection in the store, by principal and kind: those that can be
// read even where there is an error about others.
func (c *Connections) StatusAll(ctx context.Context) ([]Status, error) {
	var all []Status
	err := c.store.Each(ctx, func(r tokenstore.Record) error {
		all = append(all, c.statusOf(r))
		return nil
	})
	slices.SortFunc(all, func(a, b Status) int {
		return strings.Compare(a.Principal+"\x00"+string(a.Kind), b.Principal+"\x00"+string(b.Kind))
	})
	if err != nil {
		return all, &StoreError{cause: err}
	}
	return all, nil
}

func (c *Connections) statusOf(r tokenstore.Record) Status {
	s := Status{
		Principal: r.Principal, Account: accountOf(r), State: r.State, Since: r.Since, AccessExpires: r.AccessExpires,
	}
	if !r.RefreshExpires.IsZero() {
		s.DaysLeft = max(0, int(r.RefreshExpires.Sub(c.now())/(24*time.Hour)))
	}
	s.Warning = c.warning(s)
	return s
}

func (c *Connections) warning(s Status) string {
	again := "sign in to Concur again"
	if s.Kind == Company {
		again = "the operator connects the company again"
	}
	switch {
	case s.State == tokenstore.SignInAgain, !s.RefreshExpires.IsZero() && !c.now().Before(s.RefreshExpires):
		return fmt.Sprintf("The %s connection has ended: %s.", s.Kind, again)
	case s.RefreshExpires.IsZero() || s.DaysLeft > warnWithin:
		return ""
	default:
		return fmt.Sprintf("The %s connection ends %s, on %s: %s before.",
			s.Kind, within(s.DaysLeft), s.RefreshExpires.Format(time.DateOnly), again)
	}
}

func within(days int) string {
	switch days {
	case 0:
		return "in less than a day"
	case 1:
		return "in 1 day"
	default:
		return fmt.Sprintf("in %d days", days)
	}
}

// noticeLife is how long warnings are kept, since results ask for them all the time.
const noticeLife = time.Minute

// mostNotices bounds the memory that warnings take.
const mostNotices = 1_000

type notices struct {
	texts []string
	until time.Time
}

// warnEvery is the pause before a principal is warned of the same again. Two weeks of
// it in every result would be noise, and once in a process would be lost on those who
// come later.
const warnEvery = time.Hour

// Warnings says, in sentences, what will soon be wrong with the connections of a
// principal, unless it was said a short while ago. It is for results: cheap, and silent
// where the store fails.
func (c *Connections) Warnings(ctx context.Context, principal string) []string {
	return slices.DeleteFunc(slices.Clone(c.warnings(ctx, principal)), func(text string) bool {
		return !c.untold(principal + "\x00" + text)
	})
}

// untold reports whether it is time to say something, and takes it as said.
func (c *Connections) untold(what string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at, ok := c.told[what]; ok && c.now().Sub(at) < warnEvery {
		return false
	}
	if len(c.told) >= mostNotices {
		clear(c.told)
	}
	c.told[what] = c.now()
	return true
}

func (c *Connections) warnings(ctx context.Context, principal string) []string {
	key := principal
	if mayUseDeployment(ctx, principal) {
		key += "\x00" + Deployment
	}
	c.mu.Lock()
	known, ok := c.notices[key]
	c.mu.Unlock()
	if ok && c.now().Before(known.until) {
		return known.texts
	}
	all, err := c.Status(ctx, principal)
	if err != nil {
		return nil
	}
	fresh := notices{until: c.now().Add(noticeLife)}
	for _, s := range all {
		if s.Warning != "" {
			fresh.texts = append(fresh.texts, s.Warning)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.notices) >= mostNotices {
		clear(c.notices)
	}
	c.notices[key] = fresh
	return fresh.texts
}
