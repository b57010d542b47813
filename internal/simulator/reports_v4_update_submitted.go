package simulator

import "net/http"

// submittedPatch is Expense Reports v4 > UpdateSubmittedReport, a merge patch.
type submittedPatch struct {
	Name                    member[string]        `json:"name"`
	BusinessPurpose         member[string]        `json:"businessPurpose"`
	Comment                 member[string]        `json:"comment"`
	CustomData              member[[]customDatum] `json:"customData"`
	IsPaperReceiptsReceived member[bool]          `json:"isPaperReceiptsReceived"`
}

// updateSubmittedReport answers Expense Reports v4 > Update a submitted report: one in
// any state until it is paid. That members which it does not have are refused rather
// than passed over, and that a reopened report is, is inferred from the expense's patch.
func updateSubmittedReport(st *state, c *call) reply {
	r, refusal := st.reportAt(c)
	if refusal != nil {
		return *refusal
	}
	if r.paidOut() {
		return refuseV4(c, http.StatusBadRequest, "", "The report is already paid")
	}
	if r.reopened {
		return *refuseReopened(c)
	}
	var patch submittedPatch
	if refusal := decodeV4(c, &patch); refusal != nil {
		return *refusal
	}
	var v validation
	v.onlyMembers(c.body, "name", "businessPurpose", "comment", "customData", "isPaperReceiptsReceived")
	changed := *r
	changes := st.patchHeader(&v, &changed, reportPatch{
		Name: patch.Name, BusinessPurpose: patch.BusinessPurpose, Comment: patch.Comment, CustomData: patch.CustomData,
		PaperReceivedFlag: patch.IsPaperReceiptsReceived,
	})
	if len(v) > 0 {
		return refuseFields(c, v...)
	}
	*r = changed
	applyCustom(r.custom, changes)
	st.commentReport(c, r, patch.Comment.value)
	r.touch(c)
	return noContent()
}
