package simulator

import (
	"net/http"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// sendBackReport answers Workflows v4 > Send back as the current approver.
func sendBackReport(st *state, c *call) reply {
	r, refusal := st.approvable(c)
	if refusal != nil {
		return *refusal
	}
	return st.sendBack(c, r)
}

// sendBackReportCompany answers Workflows v4 > Send back with a company token.
func sendBackReportCompany(st *state, c *call) reply {
	r, refusal := st.atSystemStep(c)
	if refusal != nil {
		return *refusal
	}
	return st.sendBack(c, r)
}

func (st *state) sendBack(c *call, r *report) reply {
	action, refusal := readAction(c, r)
	if refusal != nil {
		return *refusal
	}
	if strings.TrimSpace(action.Comment) == "" {
		return refuseV4(c, http.StatusBadRequest, "error.workflow.noComments", "A comment is required to send a report back.")
	}
	st.commentReport(c, r, action.Comment)
	r.returnToOwner(true)
	r.touch(c)
	return noContent()
}

// recallReport answers Workflows v4 > Recall.
func recallReport(st *state, c *call) reply {
	r, refusal := st.reportAt(c)
	if refusal != nil {
		return *refusal
	}
	if refusal := st.refuseRole(c, r, c.path["contextType"], anyRight); refusal != nil {
		return *refusal
	}
	if c.path["contextType"] == catalogue.Proxy && !mayActFor(st.caller(c), st.person(r.ownerID), canSubmit) {
		return *forbidden(c, "The user does not have the right to submit for the owner")
	}
	if !r.recallable() {
		return refuseV4(c, http.StatusBadRequest, "error.recall.cannotRecall", "The report cannot be recalled now.")
	}
	r.returnToOwner(false)
	r.touch(c)
	return noContent()
}

// recallable is canRecall of the header: from the submit until the payment is
// processed (inferred).
func (r *report) recallable() bool { return r.inWorkflow() }
