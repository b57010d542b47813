package simulator

import "maps"

// handlers lists what answers each operation of the catalogue, by its name.
func (s *Simulator) handlers() map[string]handler {
	all := coreHandlers()
	for _, area := range []map[string]handler{
		expenseHandlers(), commentsHandlers(), exceptionWritesHandlers(), attendeesHandlers(), itemizationsHandlers(),
		allocationsHandlers(), cashAdvancesHandlers(), taxesHandlers(), requestsHandlers(), receiptsHandlers(),
		quickExpensesHandlers(), quickExpensesV3Handlers(), receiptImagesHandlers(), listsHandlers(), paymentsHandlers(),
		cardsHandlers(), olderReportsHandlers(),
	} {
		maps.Copy(all, area)
	}
	maps.Copy(all, s.signInHandlers())
	return all
}

// signInHandlers answer what changes connections, which are no state of the company.
func (s *Simulator) signInHandlers() map[string]handler {
	return map[string]handler{
		"oauth_authorize":   s.oauthAuthorize,
		"oauth_token":       s.oauthToken,
		"oauth_otp_send":    s.oauthOTP,
		"oauth_jwks":        s.oauthKeys,
		"connection_revoke": s.deleteConnections,
	}
}

// coreHandlers answer everything that is not a report, an expense or a workflow
// action.
func coreHandlers() map[string]handler {
	return map[string]handler{
		"profile_get_me":                     profileGetMe,
		"profile_get_principal":              profileGetPrincipal,
		"identity_list_users":                identityListUsers,
		"identity_search_users":              identitySearchUsers,
		"identity_get_user":                  identityGetUser,
		"get_delegators_v1":                  getDelegators,
		"expense_config_list_policies":       configListPolicies,
		"expense_config_list_expense_types":  configListExpenseTypes,
		"expense_config_list_payment_types":  configListPaymentTypes,
		"list_expense_group_configurations":  listGroupConfigurations,
		"expense_config_list_attendee_types": configListAttendeeTypes,
		"expense_config_get_user_group":      configGetUserGroup,
		"expense_config_get_company_group":   configGetCompanyGroup,
		"expense_config_list_company_groups": configListCompanyGroups,
		"location_v3_list":                   listLocations,
		"location_v3_get":                    getLocation,
		"get_cost_objects_for_approver":      getCostObjects,
		"upload_entry_image_v1":              uploadEntryImage,
		"upload_report_image_v1":             uploadReportImage,
		"get_entry_image_url_v1":             getEntryImage,
		"get_report_image_url_v1":            getReportImage,
	}
}
