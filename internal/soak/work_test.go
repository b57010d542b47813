package soak_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"
)

// mostReports is how many reports a caller keeps before it deletes some.
const mostReports = 4

// work does one thing after another until the time is over.
func (p *person) work(ctx context.Context, end time.Time) {
	defer p.leave()
	p.think(ctx, think) // They do not all come at once.
	for time.Now().Before(end) && ctx.Err() == nil {
		p.something(ctx)
		p.think(ctx, think)
	}
}

// something is one thing of those that people do.
func (p *person) something(ctx context.Context) {
	own := p.own(func(r *report) bool { return !r.submitted })
	sent := p.own(func(r *report) bool { return r.submitted })
	switch n := p.chance.IntN(100); {
	case len(own) == 0 || n < 6 && len(p.reports) < mostReports:
		p.createReport(ctx)
	case n < 12 && len(p.reports) < mostReports:
		p.createWithKey(ctx)
	case n < 15:
		p.createTwice(ctx)
	case n < 29 && len(own[0].expenses) < 8:
		p.createExpense(ctx, own[0], n < 20)
	case n < 36:
		p.update(ctx, own[len(own)-1])
	case n < 40:
		p.deleteExpense(ctx, own[0])
	case n < 45 || len(p.reports) > mostReports:
		p.deleteReport(ctx, own[0])
	case n < 52 && len(own[0].expenses) > 0:
		p.submit(ctx, own[0])
	case n < 58 && len(sent) > 0:
		p.recall(ctx, sent[0])
	case n < 61 && !p.noApprover:
		p.review(ctx)
	default:
		p.look(ctx, own[0])
	}
}

func (p *person) own(which func(*report) bool) []*report {
	var found []*report
	for _, r := range p.reports {
		if which(r) {
			found = append(found, r)
		}
	}
	return found
}

// look reads something.
func (p *person) look(ctx context.Context, r *report) {
	reads := []struct {
		tool      string
		arguments map[string]any
	}{
		{"get_current_user", map[string]any{}},
		{"list_reports", map[string]any{"limit": 10}},
		{"get_report", map[string]any{"report_id": r.id}},
		{"list_report_expenses", map[string]any{"report_id": r.id}},
		{"list_report_exceptions", map[string]any{"report_id": r.id}},
		{"list_expense_types", map[string]any{}},
		{"list_policies", map[string]any{}},
		{"search_locations", map[string]any{"name": "Por"}},
	}
	one := reads[p.chance.IntN(len(reads))]
	p.call(ctx, one.tool, one.arguments)
}

func (p *person) createReport(ctx context.Context) {
	mark := p.mark()
	i := p.rig.ledger.intend("create_report", mark, "")
	p.made(mark, p.write(ctx, i, map[string]any{"name": mark}))
}

// createWithKey repeats a creation with its key until it is known how it ended, and once
// more: nothing may be made twice.
func (p *person) createWithKey(ctx context.Context) {
	mark := p.mark()
	i := p.rig.ledger.intend("create_report", mark, "")
	arguments := map[string]any{"name": mark, "idempotency_key": "key-" + mark}
	var first answer
	for range 4 {
		if first = p.write(ctx, i, arguments); first.verdict == done {
			break
		}
		p.think(ctx, think)
	}
	p.made(mark, first)
	if first.verdict != done {
		return
	}
	again := p.write(ctx, i, arguments)
	if again.verdict == done && idOf(again) != idOf(first) {
		p.rig.t.Errorf("%s: the same key gave %s and then %s", mark, idOf(first), idOf(again))
	}
}

// createTwice makes the same twice, at the same time or one after the other. The second
// one gets a question, which is declined.
func (p *person) createTwice(ctx context.Context) {
	mark := p.mark()
	i := p.rig.ledger.intend("create_report", mark, "")
	arguments := map[string]any{"name": mark}
	if p.era != modern || p.connect(ctx) != nil || p.chance.IntN(2) == 0 {
		p.made(mark, p.write(ctx, i, arguments))
		p.made(mark, p.write(ctx, i, arguments))
		return
	}
	twin := *p // It has no connection of its own yet, and chance of its own.
	twin.session, twin.chance = nil, newPerson(p.rig, p.number, p.login, p.token).chance
	var answers [2]answer
	var calls sync.WaitGroup
	calls.Go(func() { answers[0] = p.write(ctx, i, arguments) })
	calls.Go(func() { answers[1] = twin.write(ctx, i, arguments) })
	calls.Wait()
	twin.leave()
	for _, a := range answers {
		p.made(mark, a)
	}
}

// made remembers a report that was made.
func (p *person) made(mark string, a answer) {
	if a.verdict == done && idOf(a) != "" {
		p.reports = append(p.reports, &report{id: idOf(a), mark: mark})
	}
}

func idOf(a answer) string {
	var made struct {
		ReportID string `json:"report_id"`
	}
	_ = json.Unmarshal(a.result, &made) // Without it there is no id.
	return made.ReportID
}

func (p *person) createExpense(ctx context.Context, r *report, keyed bool) {
	mark := p.mark()
	i := p.rig.ledger.intend("create_report_expense", mark, "")
	arguments := map[string]any{
		"report_id": r.id, "expense_type": []string{"Taxi", "Parking", "Lunch"}[p.chance.IntN(3)],
		"transaction_date": time.Now().AddDate(0, 0, -p.chance.IntN(9)).Format(time.DateOnly),
		"amount":           1 + p.chance.IntN(16), "currency": "EUR", "vendor": mark,
	}
	if keyed {
		arguments["idempotency_key"] = "key-" + mark
	}
	a := p.write(ctx, i, arguments)
	for range 3 {
		if !keyed || a.verdict == done || a.verdict == nothing {
			break
		}
		p.think(ctx, think)
		a = p.write(ctx, i, arguments)
	}
	var made struct {
		ExpenseID string `json:"expense_id"`
	}
	_ = json.Unmarshal(a.result, &made) // Without it there is no id.
	if a.verdict == done {
		r.expenses = append(r.expenses, expense{made.ExpenseID, mark})
	}
}

// update sets a purpose, of a report or of an expense.
func (p *person) update(ctx context.Context, r *report) {
	mark := p.mark()
	arguments := map[string]any{"report_id": r.id, "business_purpose": mark}
	tool := "update_report"
	if len(r.expenses) > 0 && r.expenses[0].id != "" && p.chance.IntN(2) == 0 {
		tool, arguments["expense_id"] = "update_report_expense", r.expenses[0].id
	}
	p.write(ctx, p.rig.ledger.intend(tool, mark, ""), arguments)
}

func (p *person) deleteExpense(ctx context.Context, r *report) {
	at := slices.IndexFunc(r.expenses, func(e expense) bool { return e.id != "" })
	if at < 0 {
		return
	}
	one := r.expenses[at]
	a := p.write(ctx, p.rig.ledger.intend("delete_report_expense", "", one.id),
		map[string]any{"report_id": r.id, "expense_id": one.id})
	if a.verdict != nothing && a.verdict != asked {
		r.expenses = slices.Delete(r.expenses, at, at+1)
	}
}

func (p *person) deleteReport(ctx context.Context, r *report) {
	a := p.write(ctx, p.rig.ledger.intend("delete_report", "", r.id), map[string]any{"report_id": r.id})
	switch a.verdict {
	case done:
		p.gone = append(p.gone, r.id)
		fallthrough
	case unknown, lost, changed:
		p.reports = slices.DeleteFunc(p.reports, func(other *report) bool { return other == r })
	case nothing, asked:
	}
}

func (p *person) submit(ctx context.Context, r *report) {
	a := p.write(ctx, p.rig.ledger.intend("submit_report", "", r.id), map[string]any{"report_id": r.id})
	r.submitted = a.verdict == done
	r.unsure = r.unsure || a.verdict == unknown || a.verdict == lost
}

func (p *person) recall(ctx context.Context, r *report) {
	a := p.write(ctx, p.rig.ledger.intend("recall_report", "", r.id), map[string]any{"report_id": r.id})
	if a.verdict == done {
		r.submitted = false
		return
	}
	// Its approver was faster, or nobody knows: it is left alone.
	p.reports = slices.DeleteFunc(p.reports, func(other *report) bool { return other == r })
}

// review decides about a report of somebody whose approver this person is.
func (p *person) review(ctx context.Context) {
	a := p.call(ctx, "list_reports_to_approve", map[string]any{"limit": 5})
	var waiting struct {
		Reports []struct {
			ReportID string `json:"report_id"`
			Name     string `json:"name"`
		} `json:"reports"`
	}
	p.noApprover = strings.Contains(a.text, "approver role")
	_ = json.Unmarshal(a.result, &waiting) // After an error there are none.
	for _, r := range waiting.Reports {
		if !markForm.MatchString(r.Name) {
			continue
		}
		mark := p.mark()
		tool := []string{"approve_report", "send_back_report"}[p.chance.IntN(2)]
		p.write(ctx, p.rig.ledger.intend(tool, mark, ""), map[string]any{"report_id": r.ReportID, "comment": mark})
		return
	}
}
