package simulator

import "net/http"

// olderReportsHandlers answer what v3 and v2 do with reports, entries and groups.
func olderReportsHandlers() map[string]handler {
	return map[string]handler{
		"get_report_v3":                   getReportV3,
		"create_report_v3":                createReportV3,
		"update_report_v3":                updateReportV3,
		"delete_entry":                    deleteEntryV3,
		"get_expense_group_configuration": getGroupConfiguration,
		"list_report_digests":             listDigests,
		"get_report_digest":               getDigest,
		"get_report_details_v2":           getReportDetailsV2,
		"update_submitted_report":         updateSubmittedReport,
	}
}

// ownReportV3 finds the report of a v3 path for its owner, or for an administrator who
// names the owner.
func (st *state) ownReportV3(c *call) (*report, *reply) {
	whose, refusal := st.ownersV3(c, false)
	if refusal != nil {
		return nil, refusal
	}
	r := st.report(c.path["id"])
	if r == nil {
		refusal := refuseV3(c, http.StatusNotFound, "The report was not found")
		return nil, &refusal
	}
	if !whose.include(r.ownerID) {
		refusal := refuseV3(c, http.StatusForbidden, "The report is another user's; an administrator names the owner with the user parameter")
		return nil, &refusal
	}
	return r, nil
}

// getReportV3 answers Expense Reports v3 > Get a report.
func getReportV3(st *state, c *call) reply {
	r, refusal := st.ownReportV3(c)
	if refusal != nil {
		return *refusal
	}
	return ok(st.reportV3(c, r))
}

// deleteEntryV3 answers Expense Entries v3 > Delete an entry. That it is refused
// outside unsubmitted reports, with 400, is inferred.
func deleteEntryV3(st *state, c *call) reply {
	whose, refusal := st.ownersV3(c, false)
	if refusal != nil {
		return *refusal
	}
	r, e := st.entry(c.path["id"])
	if e == nil {
		return refuseV3(c, http.StatusNotFound, "The entry was not found")
	}
	if !whose.include(r.ownerID) {
		return refuseV3(c, http.StatusForbidden, "The entry belongs to another user")
	}
	if !r.changeable() {
		return refuseV3(c, http.StatusBadRequest, "The entry cannot be deleted: its report is submitted or reopened")
	}
	r.expenses = without(r.expenses, e)
	r.touch(c)
	return noContent()
}
