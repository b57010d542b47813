package simulator

import (
	"net/http"
	"slices"
	"strings"
)

func exceptionWritesHandlers() map[string]handler {
	return map[string]handler{
		"add_report_exception":        onExceptions(addException),
		"add_expense_exception":       onExceptions(addException),
		"add_allocation_exception":    onExceptions(addException),
		"delete_report_exception":     onExceptions(deleteException),
		"delete_expense_exception":    onExceptions(deleteException),
		"delete_allocation_exception": onExceptions(deleteException),
	}
}

// exceptionRule is an exception that the company configured for others to raise.
type exceptionRule struct {
	code, message    string
	blocks, inactive bool
}

// exceptionRules are what the company configured. Whether an exception blocks is
// said here and not in a request (inferred).
func exceptionRules() []exceptionRule {
	return []exceptionRule{
		{code: "AUDIT01", message: "Selected for a spot check."},
		{code: "ANOMALY", message: "Unusual vendor for this expense type."},
		{code: "BUDGET", message: "The budget of the cost center is used up."},
		{code: "PREAPPR", message: "A pre-approval is missing.", blocks: true},
		{code: "OLDRULE", message: "No longer in use.", inactive: true},
	}
}

// exceptionSpot is what an exception is put on.
type exceptionSpot struct {
	report     *report
	exceptions *[]*exception
}

// onExceptions finds what a write of Exceptions v4 is about. It is taken in every
// state until the report is paid (Exceptions v4; after approval inferred).
func onExceptions(write func(*call, exceptionSpot) reply) handler {
	return func(st *state, c *call) reply {
		r, refusal := st.reportAt(c)
		if refusal != nil {
			return *refusal
		}
		spot := exceptionSpot{r, &r.exceptions}
		if _, named := c.path["expenseId"]; named {
			e, _, refusal := expenseAt(c, r)
			if refusal != nil {
				return *refusal
			}
			spot.exceptions = &e.exceptions
		}
		if _, named := c.path["allocationId"]; named {
			part, refusal := st.allocationAt(c, r)
			if refusal != nil {
				return *refusal
			}
			spot.exceptions = &part.exceptions
		}
		if r.paidOut() {
			return refuseV4(c, http.StatusBadRequest, "", "The report is already paid")
		}
		return write(c, spot)
	}
}

const exceptionCodeLimit = 8

// addException answers Exceptions v4 > Add an exception. A code that is there
// already is replaced (inferred: it is a PUT).
func addException(c *call, spot exceptionSpot) reply {
	var body struct{ ExceptionCode, ExceptionVisibility string }
	if refusal := decodeV4(c, &body); refusal != nil {
		return *refusal
	}
	var v validation
	v.required("exceptionCode", body.ExceptionCode)
	v.atMost("exceptionCode", body.ExceptionCode, exceptionCodeLimit)
	v.oneOf("exceptionVisibility", body.ExceptionVisibility, []string{visibleToAll, visibleToApprovers, "PROCESSOR"})
	if len(v) > 0 {
		return refuseFields(c, v...)
	}
	rules := exceptionRules()
	at := slices.IndexFunc(rules, func(rule exceptionRule) bool { return rule.code == body.ExceptionCode })
	if at < 0 || rules[at].inactive {
		return refuseV4(c, http.StatusBadRequest, "", "exceptionCode is not an active exception of this company")
	}
	added := &exception{
		code: rules[at].code, message: rules[at].message, visibility: body.ExceptionVisibility, blocking: rules[at].blocks, added: true,
	}
	if there := codeAt(*spot.exceptions, added.code); there >= 0 {
		(*spot.exceptions)[there] = added
	} else {
		*spot.exceptions = append(*spot.exceptions, added)
	}
	spot.report.touch(c)
	return empty(http.StatusOK)
}

// deleteException answers Exceptions v4 > Delete an exception, which takes away
// what was put there through the API and nothing else.
func deleteException(c *call, spot exceptionSpot) reply {
	at := codeAt(*spot.exceptions, c.path["exceptionCode"])
	switch {
	case at < 0:
		return refuseV4(c, http.StatusBadRequest, "", "exceptionCode is not known here")
	case !(*spot.exceptions)[at].added:
		return refuseV4(c, http.StatusBadRequest, "", "The exception was not added through the API")
	}
	*spot.exceptions = slices.Delete(*spot.exceptions, at, at+1)
	spot.report.touch(c)
	return noContent()
}

func codeAt(exceptions []*exception, code string) int {
	return slices.IndexFunc(exceptions, func(x *exception) bool { return strings.EqualFold(x.code, code) })
}
