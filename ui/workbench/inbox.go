package workbench

import (
	"net/http"
	"net/url"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// InboxView is the table of an agency's open tasks.
type InboxView struct {
	casework.Inbox
	Query casework.InboxQuery
	Here  string // address of this view of the table, to come back to
	Next  string // address of the next part
}

// Filtered tells whether the table shows less than all.
func (v InboxView) Filtered() bool {
	q := v.Query
	return q.Element != "" || q.Number != "" || q.Claim != "" || q.Overdue
}

// Inbox shows the tasks of the clerk's agency.
func Inbox(r *page.Request) error {
	q := casework.InboxQuery{
		Page: r.PageOf(), Element: r.Query("step"), Number: r.Query("number"),
		Claim: r.Query("claim"), Overdue: r.Query("overdue") != "", Sort: r.Query("sort"),
	}
	inbox, err := r.Casework().Inbox(r.Ctx(), r.Actor, q)
	if err != nil {
		return err
	}
	v := InboxView{Inbox: inbox, Query: q, Here: address(q, q.Cursor)}
	if inbox.Next != "" {
		v.Next = address(q, inbox.Next)
	}
	return r.Show(http.StatusOK, "workbench/inbox", v)
}

// address is the inbox with its filters, from a cursor on.
func address(q casework.InboxQuery, cursor string) string {
	set := url.Values{}
	for _, one := range []struct{ name, value string }{
		{"step", q.Element}, {"number", q.Number}, {"claim", q.Claim}, {"sort", q.Sort}, {"after", cursor},
	} {
		if one.value != "" {
			set.Set(one.name, one.value)
		}
	}
	if q.Overdue {
		set.Set("overdue", "1")
	}
	if len(set) == 0 {
		return "/work"
	}
	return "/work?" + set.Encode()
}

// DoClaim takes a task for the clerk.
func DoClaim(r *page.Request) error {
	_, err := r.Casework().Claim(r.Ctx(), r.Actor, taskID(r), version(r))
	return back(r, err)
}

// DoRelease gives a task back to the agency.
func DoRelease(r *page.Request) error {
	_, err := r.Casework().Release(r.Ctx(), r.Actor, taskID(r), version(r))
	return back(r, err)
}

// back goes to where the button was, at the same row.
func back(r *page.Request, err error) error {
	if err != nil {
		return err
	}
	to := page.Local(r.PostForm("back"), "/work")
	return r.Go(to + "#task-" + url.PathEscape(r.Param("id")))
}

// Notices shows what the platform told the agency.
func Notices(r *page.Request) error {
	list, err := r.Casework().AgencyNotices(r.Ctx(), r.Actor, r.PageOf())
	if err != nil {
		return err
	}
	v := NoticesView{Lines: list.Items}
	if list.Next != "" {
		v.Next = "/work/notices?after=" + url.QueryEscape(list.Next)
	}
	return r.Show(http.StatusOK, "workbench/notices", v)
}

// NoticesView is a page of the agency's notices.
type NoticesView struct {
	Lines []casework.NoticeLine
	Next  string
}

func taskID(r *page.Request) models.TaskID { return models.TaskID(r.Param("id")) }
