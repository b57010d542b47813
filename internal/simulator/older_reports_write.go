package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"
)

// reportWrite is Expense v3 > ReportWrite. A member that is absent changes nothing,
// and neither does a null (inferred). PolicyID is taken and ignored.
type reportWrite struct {
	Name, Purpose, Comment, UserDefinedDate *string
	custom                                  map[string]*string // by member name
}

// olderTextLimit is how many characters Purpose and Comment have in v3.
const olderTextLimit = 500

// writeReportV3 changes a report as a request wants it. It says what is wrong with
// the request; empty if nothing is.
func (st *state) writeReportV3(c *call, r *report) string {
	wanted, mistake := decodeReportV3(c.body)
	if mistake != "" {
		return mistake
	}
	texts := []struct {
		name  string
		text  *string
		limit int
		to    *string
	}{
		{"Name", wanted.Name, nameLimit, &r.name},
		{"Purpose", wanted.Purpose, olderTextLimit, &r.purpose},
		{"Comment", wanted.Comment, olderTextLimit, new(string)},
	}
	for _, t := range texts {
		switch {
		case t.text == nil:
		case utf8.RuneCountInString(*t.text) > t.limit:
			return fmt.Sprintf("%s has at most %d characters", t.name, t.limit)
		default:
			*t.to = *t.text
		}
	}
	if strings.TrimSpace(r.name) == "" {
		return "Name is required"
	}
	if wanted.UserDefinedDate != nil {
		moment, err := parseMomentV3(*wanted.UserDefinedDate)
		if err != nil {
			return "UserDefinedDate must be a date like 2024-03-26"
		}
		r.reportDate = dayOf(moment)
	}
	if mistake := st.writeCustomV3(r.custom, wanted.custom, formV3{"report", reportCustoms, reportForm}); mistake != "" {
		return mistake
	}
	if wanted.Comment != nil {
		st.commentReport(c, r, *wanted.Comment)
	}
	return ""
}

func decodeReportV3(body []byte) (reportWrite, string) {
	var wanted reportWrite
	if json.Unmarshal(body, &wanted) != nil {
		return wanted, "The request body is not a readable report"
	}
	var mistake string
	wanted.custom, mistake = decodeCustomV3(body, reportCustoms)
	return wanted, mistake
}

// createReportV3 answers Expense Reports v3 > Create a report. The policy is the
// owner's default one, whatever PolicyID says.
func createReportV3(st *state, c *call) reply {
	whose, refusal := st.ownersV3(c, false)
	if refusal != nil {
		return *refusal
	}
	under := st.policy(whose.one.policies[0])
	r := &report{
		ownerID: whose.one.id, policyID: under.id, currency: under.currency, country: whose.one.country, reportDate: dayOf(c.now),
		created: c.now, modified: c.now, approvalStatus: notSubmitted, paymentStatus: notPaid, custom: map[string]string{},
	}
	if mistake := st.writeReportV3(c, r); mistake != "" {
		return refuseV3(c, http.StatusBadRequest, mistake)
	}
	r.id, r.number = c.ids.hex20(), c.ids.number()
	st.reports = append(st.reports, r)
	return ok(createdV3{r.id, c.base + c.op.Path + "/" + r.id})
}

// updateReportV3 answers Expense Reports v3 > Update a report. That it is refused
// outside unsubmitted reports, with 400, is inferred.
func updateReportV3(st *state, c *call) reply {
	r, refusal := st.ownReportV3(c)
	if refusal != nil {
		return *refusal
	}
	if !r.changeable() {
		return refuseV3(c, http.StatusBadRequest, "The report cannot be changed: it is submitted or reopened")
	}
	changed := *r
	changed.custom = map[string]string{}
	applyCustom(changed.custom, r.custom)
	if mistake := st.writeReportV3(c, &changed); mistake != "" {
		return refuseV3(c, http.StatusBadRequest, mistake)
	}
	*r = changed
	r.touch(c)
	return noContent()
}
