package simulator

import (
	"net/http"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// newReport is Expense Reports v4 > NewReport. Members that are not listed there are
// ignored.
type newReport struct {
	Name            string        `json:"name"`
	PolicyID        string        `json:"policyId"`
	BusinessPurpose string        `json:"businessPurpose"`
	Comment         string        `json:"comment"`
	ReportDate      string        `json:"reportDate"`
	StartDate       string        `json:"startDate"`
	EndDate         string        `json:"endDate"`
	CountryCode     string        `json:"countryCode"`
	Subdivision     string        `json:"countrySubDivisionCode"`
	CustomData      []customDatum `json:"customData"`
}

type createdURI struct {
	URI string `json:"uri"`
}

// createReport answers Expense Reports v4 > Create a report. Currency and country
// come from the policy and the user (Expense Reports v4 > Create a report, notes); that
// the report date defaults to today is inferred.
func createReport(st *state, c *call) reply {
	owner, refusal := st.newReportOwner(c)
	if refusal != nil {
		return *refusal
	}
	again := c.header.Get("idempotency-id")
	if uri, known := st.createdBy[owner.id+" "+again]; known && again != "" {
		return created(createdURI{uri})
	}
	var wanted newReport
	if refusal := decodeV4(c, &wanted); refusal != nil {
		return *refusal
	}
	r, refusal := st.draft(c, owner, wanted)
	if refusal != nil {
		return *refusal
	}
	st.reports = append(st.reports, r)
	uri := reportAddress(c, r.id)
	if again != "" {
		st.createdBy[owner.id+" "+again] = uri
	}
	return created(createdURI{uri})
}

// newReportOwner is the person whose report is about to be made.
func (st *state) newReportOwner(c *call) (*person, *reply) {
	owner, caller := st.person(c.path["userId"]), st.caller(c)
	if owner == nil {
		refusal := refuseV4(c, http.StatusNotFound, "", "userId not found")
		return nil, &refusal
	}
	asProxy := c.path["contextType"] == catalogue.Proxy
	if caller == nil || (caller == owner && !asProxy) || (caller != owner && asProxy && mayActFor(caller, owner, canPrepare)) {
		return owner, nil
	}
	return nil, forbidden(c, "The user may not create reports for this user")
}

// draft makes a report from a request that is in order.
func (st *state) draft(c *call, owner *person, wanted newReport) (*report, *reply) {
	var v validation
	v.required("name", wanted.Name)
	v.required("policyId", wanted.PolicyID)
	v.matches("policyId", wanted.PolicyID, expenseForm)
	v.atMost("name", wanted.Name, nameLimit)
	v.atMost("businessPurpose", wanted.BusinessPurpose, purposeLimit)
	v.atMost("comment", wanted.Comment, commentLimit)
	v.matches("countryCode", wanted.CountryCode, countryForm)
	v.matches("countrySubDivisionCode", wanted.Subdivision, subdivisionForm)
	r := &report{
		ownerID: owner.id, name: wanted.Name, purpose: wanted.BusinessPurpose, created: c.now, modified: c.now,
		reportDate: v.date("reportDate", wanted.ReportDate), startDate: v.date("startDate", wanted.StartDate),
		endDate: v.date("endDate", wanted.EndDate), country: wanted.CountryCode, subdivision: wanted.Subdivision,
		approvalStatus: notSubmitted, paymentStatus: notPaid, custom: map[string]string{},
	}
	v.inOrder(r)
	applyCustom(r.custom, st.customChanges(&v, wanted.CustomData, reportForm))
	if len(v) > 0 {
		refusal := refuseFields(c, v...)
		return nil, &refusal
	}
	under, refusal := st.policyFor(c, owner, wanted.PolicyID)
	if refusal != nil {
		return nil, refusal
	}
	r.id, r.number, r.policyID, r.currency = c.ids.hex20(), c.ids.number(), under.id, under.currency
	if r.reportDate.IsZero() {
		r.reportDate = dayOf(c.now)
	}
	if r.country == "" {
		r.country = owner.country
	}
	st.commentReport(c, r, wanted.Comment)
	return r, nil
}

// inOrder wants a trip to end after it began.
func (v *validation) inOrder(r *report) {
	if !r.startDate.IsZero() && !r.endDate.IsZero() && r.endDate.Before(r.startDate) {
		v.add("endDate", "endDate is before startDate", "field.invalid")
	}
}

// policyFor finds a policy that the owner may file under.
func (st *state) policyFor(c *call, owner *person, id string) (*policy, *reply) {
	if slices.Contains(owner.policies, v4ID(id)) {
		return st.policy(id), nil
	}
	refusal := refuseV4(c, http.StatusNotFound, "", "policyId not found")
	return nil, &refusal
}

// commentReport adds a comment to the header in the name of the caller. Comments of
// a company token count as the owner's (inferred).
func (st *state) commentReport(c *call, r *report, text string) {
	if text == "" {
		return
	}
	author := r.ownerID
	if caller := st.caller(c); caller != nil {
		author = caller.id
	}
	r.comments = addComment(r.comments, comment{text: text, authorID: author, created: c.now, stepID: r.stepID})
}

// touch notes a change of the header.
func (r *report) touch(c *call) {
	r.modified = c.now
	r.version++
}

// deleteReport answers Expense Reports v4 > Delete a report. Which status a report
// in the wrong state gets is not documented; it is 400 here (inferred).
func deleteReport(st *state, c *call) reply {
	r, refusal := st.writable(c)
	if refusal != nil {
		return *refusal
	}
	if r.reopened {
		return *refuseReopened(c)
	}
	if !r.unsubmitted() {
		return refuseV4(c, http.StatusBadRequest, "", "The report is not in a deletable state")
	}
	st.reports = slices.DeleteFunc(st.reports, func(other *report) bool { return other == r })
	return noContent()
}
