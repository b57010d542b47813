package catalogue

import "net/http"

func profile() []Operation {
	me := Operation{
		Name: "profile_get_me", API: "Profile v1", Method: http.MethodGet, Path: "/profile/v1/me", Tokens: either,
		Scopes: anyOf("user.read", "company.read"), Safety: Safe, Errors: V4Error, State: Deprecated,
		Note: "Deprecated 2025-05-15 and still the only documented answer to the question whose token this is. Its error body is not " +
			"documented. user.read is for user tokens and company.read for company tokens; the row takes either.",
	}
	principal := me
	principal.Name, principal.Path, principal.State = "profile_get_principal", "/profile/v1/principals/{id}", Inferred
	principal.Note = "Not on the page: it is the address that an ID token names as concur.profile. Identity v4.1 is the successor."
	return []Operation{me, principal}
}

// delegators is the one row of an API that answers in XML.
func delegators() Operation {
	const path = "/api/expense/expensereport/v1.1/delegators"
	op := v3("get_delegators_v1", "Expense Delegators v1.1", http.MethodGet, path, scopeExpenseV3, Safe)
	op.Paging, op.Note = Whole, "Its page names no scope; EXPRPT is inferred."
	return op
}

func identity() []Operation {
	const api = "Identity v4.1"
	scopes := anyOf("identity.user.core.read", "identity.user.coresensitive.read", "identity.user.ids.read",
		"identity.user.enterprise.read", "identity.user.sap.read")
	note := "Documented for company tokens. A user token of an administrator was seen working, and is tried where no company " +
		"connection exists."
	return []Operation{
		{
			Name: "identity_list_users", API: api, Method: http.MethodGet, Path: "/profile/identity/v4.1/Users",
			Tokens: []Token{Company, User}, Scopes: scopes, Safety: Safe, Paging: Cursor, Errors: ScimError, State: Current, Note: note,
		},
		{
			Name: "identity_search_users", API: api, Method: http.MethodPost, Path: "/profile/identity/v4.1/Users/.search",
			Tokens: []Token{Company, User}, Scopes: scopes, Safety: Safe, Paging: Cursor, Errors: ScimError, State: Current,
			Note: note + " A POST that only reads.",
		},
		{
			Name: "identity_get_user", API: api, Method: http.MethodGet, Path: "/profile/identity/v4.1/Users/{id}",
			Tokens: []Token{Company, User}, Scopes: scopes, Safety: Safe, Errors: ScimError, State: Current, Note: note,
		},
		delegators(),
	}
}

func configuration() []Operation {
	const (
		users  = "/expenseconfig/v4/users/{userID}"
		groups = "/expenseconfig/v4/companies/{companyId}/groupconfigs"
	)
	row := func(name, path string, tokens []Token, scopes ...string) Operation {
		return Operation{
			Name: name, API: "Expense Configuration v4", Method: http.MethodGet, Path: users + path, Tokens: tokens,
			Scopes: allOf(scopes...), Safety: Safe, Paging: Whole, Errors: V4Error, State: Current,
		}
	}
	const policies = "expense.config.policies.restricted.read"
	payments := row("expense_config_list_payment_types", "/paymenttypes", userOnly, "expense.config.paymenttypes.restricted.read")
	payments.Note = "Documented for company tokens too; seen refusing them."
	const groupScope = "expense.config.groups.restricted.read"
	group := row("expense_config_get_user_group", "/groupconfigs", either, groupScope)
	group.Paging = ""
	companyGroup := row("expense_config_get_company_group", "", either, groupScope)
	companyGroup.Path, companyGroup.Paging = groups+"/{hierarchyNodeId}", ""
	companyGroups := row("expense_config_list_company_groups", "", []Token{Company, User}, groupScope)
	companyGroups.Path = groups
	companyGroups.Note = "The page shows a single object where it speaks of all groups, and company for companies in its sample call."
	return []Operation{
		row("expense_config_list_policies", "/policies", either, policies),
		row("expense_config_list_expense_types", "/policies/{policyId}/expensetypes", either,
			"expense.config.expensetypes.restricted.read", policies),
		payments,
		row("expense_config_list_attendee_types", "/attendeetypes", either, "expense.config.attendeetypes.restricted.read"),
		group,
		companyGroup,
		companyGroups,
	}
}
