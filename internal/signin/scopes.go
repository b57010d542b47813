package signin

import "slices"

// right says in words what some scopes allow (Learn More About Scopes). more are
// those that allow what moreWords say, which takes in the words.
type right struct {
	words  string
	scopes []string

	moreWords string
	more      []string
}

// rights is in the order that people are shown. A scope may stand in several rows:
// EXPRPT takes in all of the older expense APIs.
func rights() []right {
	const older = "EXPRPT"
	people := []string{
		"identity.user.ids.read", "identity.user.core.read", "identity.user.coresensitive.read",
		"identity.user.enterprise.read", "identity.user.sap.read", "user.profile.search.read",
	}
	return []right{
		{
			"know who you are in Concur",
			[]string{"openid", "user.read", "company.read"},
			"know who you are, and look up people of your company", people,
		},
		{
			"read your expense reports and expenses",
			[]string{"expense.report.read"},
			"read, create, change and delete your expense reports and expenses",
			[]string{"expense.report.readwrite", older, "quickexpense.writeonly", "expense.report.tax.readwrite"},
		},
		{"submit your reports, and approve or send back those of others", []string{"expense.report.workflowstatus.write", older}, "", nil},
		{
			"see your receipts",
			[]string{"receipts.read"},
			"see and add receipts",
			[]string{"receipts.write", "receipts.writeonly", "IMAGE", "RCTIMG"},
		},
		{"see your card transactions", []string{"cards.transaction.read"}, "", nil},
		{
			"see attendees",
			[]string{"attendee.read"},
			"see, create and change attendees",
			[]string{"ATTEND", "attendee.write", "attendee.writeonly"},
		},
		{"see cash advances", []string{"cashadvance.read"}, "see, request and issue cash advances", []string{"cashadvance.write"}},
		{"read and close payment batches, if your role allows it", []string{"PAYBAT"}, "", nil},
		{"read how expenses are set up in your company", []string{
			"CONFIG", "LIST", "spend.list.read", "spend.listitem.read", "spend.user.general.read",
			"expense.config.policies.restricted.read", "expense.config.expensetypes.restricted.read",
			"expense.config.paymenttypes.restricted.read", "expense.config.attendeetypes.restricted.read",
			"expense.config.groups.restricted.read",
		}, "", nil},
	}
}

// unknownRights stands for scopes that no row knows; their names are on the page with
// all the others.
const unknownRights = "use further rights, which are named below"

// inWords says what scopes allow.
func inWords(scopes []string) []string {
	granted := func(scope string) bool { return slices.Contains(scopes, scope) }
	var words, known []string
	for _, row := range rights() {
		known = slices.Concat(known, row.scopes, row.more)
		switch {
		case slices.ContainsFunc(row.more, granted):
			words = append(words, row.moreWords)
		case slices.ContainsFunc(row.scopes, granted):
			words = append(words, row.words)
		}
	}
	if slices.ContainsFunc(scopes, func(scope string) bool { return !slices.Contains(known, scope) }) {
		words = append(words, unknownRights)
	}
	return words
}
