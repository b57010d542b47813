package signin

import "slices"

// right says in words what some scopes allow (Learn More About Scopes).
type right struct {
	words  string
	scopes []string
}

// rights is in the order that people are shown. A scope may stand in several rows;
// EXPRPT, for one, takes in all of the older expense APIs.
func rights() []right {
	const older, reports = "EXPRPT", "expense.report.readwrite"
	return []right{
		{"know who you are in Concur", []string{"openid", "user.read", "company.read"}},
		{"read your expense reports and what is in them", []string{"expense.report.read", reports, older}},
		{"create, change and delete expense reports and expenses", []string{
			reports, older, "quickexpense.writeonly", "expense.report.tax.readwrite",
		}},
		{"submit reports, and approve or send back those that wait for you", []string{"expense.report.workflowstatus.write", older}},
		{"see your receipts", []string{"receipts.read", "receipts.write", "IMAGE"}},
		{"add receipts", []string{"receipts.write", "receipts.writeonly", "IMAGE", "RCTIMG"}},
		{"see your card transactions", []string{"cards.transaction.read"}},
		{"see and change attendees", []string{"ATTEND", "attendee.read", "attendee.write", "attendee.writeonly"}},
		{"see cash advances", []string{"cashadvance.read", "cashadvance.write"}},
		{"request and issue cash advances", []string{"cashadvance.write"}},
		{"read and close payment batches, where your role allows it", []string{"PAYBAT"}},
		{"read how expenses are set up in your company", []string{
			"CONFIG", "LIST", "spend.list.read", "spend.listitem.read", "spend.user.general.read",
			"expense.config.policies.restricted.read", "expense.config.expensetypes.restricted.read",
			"expense.config.paymenttypes.restricted.read", "expense.config.attendeetypes.restricted.read",
			"expense.config.groups.restricted.read",
		}},
		{"look up people of your company", []string{
			"identity.user.ids.read", "identity.user.core.read", "identity.user.coresensitive.read",
			"identity.user.enterprise.read", "identity.user.sap.read", "user.profile.search.read",
		}},
	}
}

// inWords says what scopes allow. What no row knows is counted in a last sentence;
// its names are on the page with all the others.
func inWords(scopes []string) []string {
	var words []string
	known := map[string]bool{}
	for _, row := range rights() {
		if slices.ContainsFunc(row.scopes, func(scope string) bool { return slices.Contains(scopes, scope) }) {
			words = append(words, row.words)
		}
		for _, scope := range row.scopes {
			known[scope] = true
		}
	}
	if slices.ContainsFunc(scopes, func(scope string) bool { return !known[scope] }) {
		words = append(words, "use further rights, which are named below")
	}
	return words
}
