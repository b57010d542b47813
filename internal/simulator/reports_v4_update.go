package simulator

import "strings"

// reportPatch is Expense Reports v4 > UpdateReport, a merge patch.
type reportPatch struct {
	ReportSource      member[string]        `json:"reportSource"`
	Name              member[string]        `json:"name"`
	PolicyID          member[string]        `json:"policyId"`
	BusinessPurpose   member[string]        `json:"businessPurpose"`
	Comment           member[string]        `json:"comment"`
	ReportDate        member[string]        `json:"reportDate"`
	StartDate         member[string]        `json:"startDate"`
	EndDate           member[string]        `json:"endDate"`
	CountryCode       member[string]        `json:"countryCode"`
	Subdivision       member[string]        `json:"countrySubDivisionCode"`
	CustomData        member[[]customDatum] `json:"customData"`
	PaperReceivedFlag member[bool]          `json:"isPaperReceiptsReceived"`
	CopyDown          member[bool]          `json:"isCopyDownInherited"`
}

// updateReport answers Expense Reports v4 > Update a report. reportSource is
// mandatory in the documentation and unknown to the explorer: it may be left out.
func updateReport(st *state, c *call) reply {
	r, refusal := st.writable(c)
	if refusal != nil {
		return *refusal
	}
	if !r.changeable() {
		return *forbidden(c, "The report cannot be modified: it is submitted or reopened")
	}
	var patch reportPatch
	if refusal := decodeV4(c, &patch); refusal != nil {
		return *refusal
	}
	changed := *r
	var v validation
	changes := st.patchHeader(&v, &changed, patch)
	if len(v) > 0 {
		return refuseFields(c, v...)
	}
	if refusal := st.moveToPolicy(c, &changed, patch.PolicyID); refusal != nil {
		return *refusal
	}
	*r = changed
	applyCustom(r.custom, changes)
	if patch.CopyDown.value {
		st.copyDown(r, changes)
	}
	st.commentReport(c, r, patch.Comment.value)
	r.touch(c)
	return noContent()
}

// patchHeader changes the fields of a copy of the report and returns the changes of
// its custom fields, so that a request with any mistake changes nothing.
func (st *state) patchHeader(v *validation, r *report, patch reportPatch) map[string]string {
	if patch.ReportSource.present {
		v.oneOf("reportSource", patch.ReportSource.value, []string{"EA", "MOB", "OTHER", "SE", "TR", "UI"})
	}
	if patch.Name.present {
		v.required("name", patch.Name.value)
	}
	v.atMost("name", patch.Name.value, nameLimit)
	v.atMost("businessPurpose", patch.BusinessPurpose.value, purposeLimit)
	v.atMost("comment", patch.Comment.value, commentLimit)
	v.matches("countryCode", patch.CountryCode.value, countryForm)
	v.matches("countrySubDivisionCode", patch.Subdivision.value, subdivisionForm)
	set(&r.name, patch.Name)
	set(&r.purpose, patch.BusinessPurpose)
	set(&r.country, patch.CountryCode)
	set(&r.subdivision, patch.Subdivision)
	set(&r.receiptsIn, patch.PaperReceivedFlag)
	if patch.ReportDate.present {
		r.reportDate = v.date("reportDate", patch.ReportDate.value)
	}
	if patch.StartDate.present {
		r.startDate = v.date("startDate", patch.StartDate.value)
	}
	if patch.EndDate.present {
		r.endDate = v.date("endDate", patch.EndDate.value)
	}
	v.inOrder(r)
	return st.customPatch(v, patch.CustomData, reportForm)
}

// moveToPolicy puts a report under another policy. One in another currency is taken
// only while there are no expenses to convert (inferred).
func (st *state) moveToPolicy(c *call, r *report, id member[string]) *reply {
	if !id.present || v4ID(id.value) == r.policyID {
		return nil
	}
	if !expenseForm.MatchString(id.value) {
		refusal := refuseFields(c, fieldError{"policyId", "policyId is not valid", "field.invalid"})
		return &refusal
	}
	to, refusal := st.policyFor(c, st.person(r.ownerID), id.value)
	if refusal != nil {
		return refusal
	}
	if to.currency != r.currency && len(r.expenses) > 0 {
		refusal := refuseFields(c, fieldError{"policyId", "policyId is of a policy in another currency than the expenses", "field.invalid"})
		return &refusal
	}
	r.policyID, r.currency = to.id, to.currency
	return nil
}

// copyDown lets changed custom fields flow to expenses and itemizations, which have
// the field too: those are the fields that the forms mark as a copy-down source.
func (st *state) copyDown(r *report, changes map[string]string) {
	inherited := map[string]string{}
	for id, value := range changes {
		if st.customField(id).isCopyDownSource() {
			inherited[id] = value
		}
	}
	for _, e := range r.expenses {
		applyCustom(e.custom, inherited)
		for _, item := range e.itemizations {
			applyCustom(item.custom, inherited)
		}
	}
}

func (f *customField) isCopyDownSource() bool { return f.onReport && f.onExpense }

// fieldName is the fieldId of a custom field in form fields: Custom3 for custom3.
func (f *customField) fieldName() string { return strings.ToUpper(f.id[:1]) + f.id[1:] }
