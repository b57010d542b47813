package analysis

import (
	"context"
	"fmt"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/concur-mcp/concur-mcp/internal/concur"
)

const (
	// atOnce bounds the requests of one call that are under way at a time.
	atOnce = 8
	// mostReports is how many reports one call reads. At the rate that Concur does
	// not mind it takes most of a minute, after which many clients give up.
	mostReports = 400
	// mostTold is how many refusals are told one by one.
	mostTold = 10
)

// reading collects the expenses of many reports, several at a time.
type reading struct {
	session  *concur.Session
	in       summarizeSpendIn
	progress func(ctx context.Context, done, total int, message string)

	// reports is how many were found.
	reports int
	// unseen says in sentences what could not be read.
	unseen []string
	// policies are the names of policies by their v3 ids, as far as they are wanted.
	policies map[string]string
}

// owned is a report with the login ID that v3 wants to hear with it, which is empty
// for the reports of the person of the connection.
type owned struct {
	concur.V3Report
	login string
}

// read gives all expenses that are wanted. It fails only if nothing could be read;
// what else could not be is in unseen.
func (r *reading) read(ctx context.Context) ([]spending, error) {
	reports, err := r.allReports(ctx)
	if err != nil {
		return nil, err
	}
	if r.reports = len(reports); r.reports > mostReports { // how many more is not known: nobody listed them to their end
		r.unseen = append(r.unseen, fmt.Sprintf(
			"more than %[1]d reports fit, and only the first %[1]d were read; take fewer days or people at a time", mostReports,
		))
		reports = reports[:mostReports]
	}
	if err := r.namePolicies(ctx, reports); err != nil {
		return nil, err
	}
	var done atomic.Int64
	found, refusals, err := each(ctx, reports, func(ctx context.Context, report owned) ([]spending, error) {
		spent, err := r.expensesOf(ctx, report)
		n := int(done.Add(1))
		r.progress(ctx, n, len(reports), fmt.Sprintf("%d of %d reports read", n, len(reports)))
		return spent, err
	})
	if err != nil {
		return nil, err
	}
	return found, r.tell(refusals, len(reports), func(i int) string {
		return fmt.Sprintf("report %s of %s", reports[i].ID, reports[i].OwnerLoginID)
	})
}

// allReports lists the reports of everybody who is named, each once.
func (r *reading) allReports(ctx context.Context) ([]owned, error) {
	owners := r.in.Users
	if len(owners) == 0 {
		owners = []concur.Ref{""}
	}
	found, refusals, err := each(ctx, owners, r.reportsOf)
	if err != nil {
		return nil, err
	}
	seen := map[concur.ReportID]bool{}
	var reports []owned
	for _, report := range found {
		if !seen[report.ID] {
			seen[report.ID] = true
			reports = append(reports, report)
		}
	}
	return reports, r.tell(refusals, len(owners), func(i int) string { return "the reports of " + string(owners[i]) })
}

// reportsOf lists the reports of one owner, or of everybody.
func (r *reading) reportsOf(ctx context.Context, owner concur.Ref) ([]owned, error) {
	filter := r.in.filter()
	if filter.User = owner; isEverybody(owner) {
		filter.User = concur.Everybody
	}
	login, err := r.session.OwnerLogin(ctx, filter.User)
	if err != nil {
		return nil, err
	}
	var reports []owned
	for offset := ""; len(reports) <= mostReports; {
		page, err := r.session.ListReports(ctx, filter, offset)
		if err != nil {
			return nil, err
		}
		for _, report := range page.Reports {
			of := owned{report, login}
			if filter.User == concur.Everybody {
				of.login = report.OwnerLoginID
			}
			reports = append(reports, of)
		}
		r.progress(ctx, 0, 0, fmt.Sprintf("%d reports found", len(reports)))
		if offset = page.Next; offset == "" {
			break
		}
	}
	return reports, nil
}

// tell keeps what was refused. Where everything was, the first refusal is the answer.
func (r *reading) tell(refusals []error, of int, what func(int) string) error {
	count, first := 0, error(nil)
	for i, refusal := range refusals {
		if refusal == nil {
			continue
		}
		count++
		if count == 1 {
			first = refusal
		}
		if count <= mostTold {
			r.unseen = append(r.unseen, what(i)+": "+refusal.Error())
		}
	}
	if count > mostTold {
		r.unseen = append(r.unseen, fmt.Sprintf("and %d more", count-mostTold))
	}
	if count == of {
		return first
	}
	return nil
}

// each does something with every subject, several at a time, and gives what comes of
// it in their order, with the failures by their place. It fails only if the call
// ends before.
func each[S, T any](ctx context.Context, subjects []S, work func(context.Context, S) ([]T, error)) ([]T, []error, error) {
	results, failures := make([][]T, len(subjects)), make([]error, len(subjects))
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i, subject := range subjects {
		group.Go(func() error {
			results[i], failures[i] = work(ctx, subject)
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return nil, nil, err
	}
	var all []T
	for _, result := range results {
		all = append(all, result...)
	}
	return all, failures, nil
}
