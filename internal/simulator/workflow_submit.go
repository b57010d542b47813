package simulator

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// submitReport answers Workflows v4 > Submit a report. Its path has no context: the
// caller is the owner, a proxy, a delegate or the company.
func submitReport(st *state, c *call) reply {
	r, refusal := st.reportAt(c)
	if refusal != nil {
		return *refusal
	}
	owner, caller := st.person(r.ownerID), st.caller(c)
	if st.person(c.path["userId"]) != owner || !mayActFor(caller, owner, anyRight) {
		return *forbidden(c, "The user may not submit this report")
	}
	if !mayActFor(caller, owner, canSubmit) {
		return refuseV4(c, http.StatusBadRequest, "error.submit.cannotSubmitAsDelegate", "The delegate may not submit reports.")
	}
	// The pages give 400 with this error id and also 409, without a meaning; the
	// error id decides.
	if !r.unsubmitted() {
		return refuseV4(c, http.StatusBadRequest, "error.submit.alreadySubmitted", "The report is already submitted.")
	}
	if r.reopened { // that submitting is refused like an edit is inferred
		return *refuseReopened(c)
	}
	for _, check := range submitChecks() {
		if check.fails(st, r, c.now) {
			return refuseV4(c, http.StatusBadRequest, check.errorID, check.message)
		}
	}
	r.submitted, r.submitterID, r.everInWorkflow = c.now, owner.id, true
	if caller != nil {
		r.submitterID = caller.id
	}
	r.sentBack, r.recalled = false, false
	st.startWorkflow(r, c)
	r.touch(c)
	return noContent()
}

// startWorkflow sends the report to the owner's manager. The report of somebody
// without a manager goes to accounting, or is approved (inferred).
func (st *state) startWorkflow(r *report, c *call) {
	if st.person(r.ownerID).managerID == "" {
		st.passManager(r, c)
		return
	}
	st.moveTo(r, stepManager, c)
}

// passManager moves a report on from the last approver's step.
func (st *state) passManager(r *report, c *call) {
	if st.policyOf(r).accountingReview {
		st.moveTo(r, stepAccounting, c)
		return
	}
	r.approveFinally(c.now)
}

func (st *state) moveTo(r *report, code string, c *call) {
	if at, known := stepByCode(code); known {
		st.enter(r, at, c.ids.hex32())
	}
}

// submitCheck is something that keeps a report from being submitted (Workflows v4 >
// error ids). Their order is inferred; the particular ones come before the general
// blocking exception, or they would never be seen.
type submitCheck struct {
	errorID, message string
	fails            func(*state, *report, time.Time) bool
}

func submitChecks() []submitCheck {
	return []submitCheck{
		{"error.submit.no_entries", "The report has no expenses.", func(_ *state, r *report, _ time.Time) bool {
			return len(r.expenses) == 0
		}},
		{"error.submit.missing_reqd_fields", "A required field is empty.", func(st *state, r *report, _ time.Time) bool {
			return r.reportDate.IsZero() || anyExpense(r, func(e *expense) bool {
				return st.policyOf(r).typeOf(e).needsPurpose && strings.TrimSpace(e.purpose) == ""
			})
		}},
		{"error.submit.undefined_expense_type", "An expense has an undefined expense type.", func(st *state, r *report, _ time.Time) bool {
			return anyExpense(r, func(e *expense) bool { return st.policyOf(r).typeOf(e).id == undefinedType })
		}},
		{"error.submit.missingKids", "A lodging expense is not itemized.", func(st *state, r *report, _ time.Time) bool {
			return anyExpense(r, func(e *expense) bool { return st.policyOf(r).typeOf(e).needsItemization && len(e.itemizations) == 0 })
		}},
		{"error.submit.itemDiff", "Itemizations do not add up to their expense.", func(_ *state, r *report, _ time.Time) bool {
			return anyExpense(r, func(e *expense) bool { return len(e.itemizations) > 0 && !e.itemized().Equal(e.amount) })
		}},
		{
			"error.submit.rptXctMaxThreshold",
			"Resolve the blocking exceptions of the report first.",
			func(st *state, r *report, now time.Time) bool {
				return st.blocked(r, now, func(f finding) bool { return f.on == nil })
			},
		},
		{"error.submit.entryXctMaxThreshold", "Resolve the blocking exceptions first.", func(st *state, r *report, now time.Time) bool {
			return st.blocked(r, now, func(f finding) bool { return f.on != nil })
		}},
	}
}

func anyExpense(r *report, matches func(*expense) bool) bool {
	return slices.ContainsFunc(r.expenses, matches)
}

// blocked reports whether a blocking exception is on what matches.
func (st *state) blocked(r *report, now time.Time, where func(finding) bool) bool {
	for _, f := range st.findings(r, now, officeView) {
		if f.blocking && where(f) {
			return true
		}
	}
	return false
}
