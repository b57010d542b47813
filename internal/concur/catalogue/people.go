package catalogue

import "net/http"

func oauth() []Operation {
	const api = "Authentication"
	return []Operation{
		{
			Name: "oauth_token", API: api, Method: http.MethodPost, Path: "/oauth2/v0/token", Tokens: []Token{None},
			Safety: Unsafe, Errors: OAuthError, State: Current,
			Note: "Refresh tokens usually stay the same but may rotate, so a refresh counts as unsafe.",
		},
		{
			Name: "oauth_jwks", API: api, Method: http.MethodGet, Path: "/oauth2/v0/jwks", Tokens: []Token{None},
			Safety: Safe, Errors: OAuthError, State: Current,
		},
	}
}

func profile() []Operation {
	return []Operation{{
		Name: "profile_get_me", API: "Profile v1", Method: http.MethodGet, Path: "/profile/v1/me", Tokens: either,
		Scopes: anyOf("user.read", "company.read"), Safety: Safe, Errors: V4Error, State: Deprecated,
		Note: "Deprecated 2025-05-15 and still the only documented answer to the question whose token this is. Its error body is not " +
			"documented. user.read is for user tokens and company.read for company tokens; the row takes either.",
	}}
}

func identity() []Operation {
	const api = "Identity v4.1"
	scopes := anyOf("identity.user.core.read", "identity.user.coresensitive.read", "identity.user.ids.read",
		"identity.user.enterprise.read", "identity.user.sap.read")
	note := "Documented for company tokens. A user token of an administrator was seen working, and is tried where no company " +
		"connection exists."
	return []Operation{
		{
			Name: "identity_search_users", API: api, Method: http.MethodPost, Path: "/profile/identity/v4.1/Users/.search",
			Tokens: []Token{Company, User}, Scopes: scopes, Safety: Safe, Paging: Cursor, Errors: ScimError, State: Current,
			Note: note + " A POST that only reads.",
		},
		{
			Name: "identity_get_user", API: api, Method: http.MethodGet, Path: "/profile/identity/v4.1/Users/{id}",
			Tokens: []Token{Company, User}, Scopes: scopes, Safety: Safe, Errors: ScimError, State: Current, Note: note,
		},
	}
}

func configuration() []Operation {
	const users = "/expenseconfig/v4/users/{userID}"
	row := func(name, path string, tokens []Token, scopes ...string) Operation {
		return Operation{
			Name: name, API: "Expense Configuration v4", Method: http.MethodGet, Path: users + path, Tokens: tokens,
			Scopes: allOf(scopes...), Safety: Safe, Paging: Whole, Errors: V4Error, State: Current,
		}
	}
	const policies = "expense.config.policies.restricted.read"
	payments := row("expense_config_list_payment_types", "/paymenttypes", userOnly, "expense.config.paymenttypes.restricted.read")
	payments.Note = "Documented for company tokens too; seen refusing them."
	return []Operation{
		row("expense_config_list_policies", "/policies", either, policies),
		row("expense_config_list_expense_types", "/policies/{policyId}/expensetypes", either,
			"expense.config.expensetypes.restricted.read", policies),
		payments,
	}
}
