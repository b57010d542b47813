package view

import (
	"errors"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

// CustomError is what to tell of custom fields that could not be understood.
func CustomError(err error) error {
	var problem tools.Problem
	if err == nil || errors.As(err, &problem) {
		return err
	}
	return tools.Argumentf("custom_fields", "%s", err.Error())
}

// CheckCustom refuses custom fields that no form can have.
func CheckCustom(fields concur.CustomFields) error { return CustomError(fields.Check()) }

// ListOperations are those that find list items by code or name.
func ListOperations() []string {
	return []string{"list_item_list", "list_item_children_in_list", "list_item_get"}
}
