package catalogue

import "net/http"

// listsV4 are the reads of List v4 and List Item v4.
func listsV4() []Operation {
	const (
		lists = "/list/v4/lists"
		items = "/list/v4/items/{itemId}"
	)
	row := func(name, api, path, scope string, paging Paging) Operation {
		return Operation{
			Name: name, API: api, Method: http.MethodGet, Path: path, Tokens: either, Scopes: anyOf(scope),
			Safety: Safe, Paging: paging, Errors: ListError, State: Current,
		}
	}
	list := func(name, path string, paging Paging) Operation {
		return row(name, "List v4", path, "spend.list.read", paging)
	}
	item := func(name, path string, paging Paging) Operation {
		return row(name, "List Item v4", path, "spend.listitem.read", paging)
	}
	return []Operation{
		list("list_list", lists, Numbered),
		list("list_get", lists+"/{listId}", ""),
		list("list_list_by_category", "/list/v4/categories/{categoryId}/lists", Numbered),
		item("list_item_list", lists+"/{listId}/children", Numbered),
		item("list_item_children", items+"/children", Numbered),
		item("list_item_children_in_list", lists+"/{listId}/items/{itemId}/children", Numbered),
		item("list_item_get", items, ""),
	}
}
