/** The first schema. A migration that was released is never changed; the next one is a step of its own. */
export const SCHEMA_1 = `
create table riskgate.store (
  is_only boolean primary key default true check (is_only),
  tenant_id text not null,
  -- Whether a move from a data folder has begun and not ended; none for a database that never saw one.
  move text check (move in ('begun', 'finished')),
  -- Set by whoever puts a backup in the place of the database: when that was made. None once it is released.
  copy_taken_at bigint
);

create table riskgate.aggregate (
  kind text collate "C" not null,
  id text collate "C" not null,
  version integer not null check (version > 0),
  value jsonb not null,
  digest text not null,
  keys jsonb not null,
  next_due_at bigint,
  next_send_at bigint,
  due_claimant text,
  due_claimed_until bigint,
  is_closed boolean not null,
  deciders text[] not null,
  concerned text[] not null,
  unreached text[] not null,
  delegate_id text,
  summary jsonb,
  submitted_at bigint,
  completed_at bigint,
  intended integer not null,
  delivered integer not null,
  failed integer not null,
  withdrawn integer not null,
  pending integer not null,
  undelivered_order bigint,
  last_sequence integer,
  last_hash text,
  primary key (kind, id)
) with (fillfactor = 80);

-- The first six hold only what is open, due or undelivered: what has ended costs a decision nothing. The others are for lists.
create index aggregate_due on riskgate.aggregate (next_due_at, kind, id) where next_due_at is not null;
create index aggregate_sendable on riskgate.aggregate (next_send_at, kind, id) where next_send_at is not null;
create index aggregate_undelivered on riskgate.aggregate (undelivered_order) where undelivered_order is not null;
create index aggregate_delegate on riskgate.aggregate (delegate_id) where delegate_id is not null;
create index aggregate_deciders on riskgate.aggregate using gin (deciders)
  with (fastupdate = off) where deciders <> '{}';
create index aggregate_unreached on riskgate.aggregate using gin (unreached)
  with (fastupdate = off) where unreached <> '{}';
create index aggregate_concerned on riskgate.aggregate using gin (concerned)
  with (fastupdate = off) where concerned <> '{}';
create index aggregate_submitted on riskgate.aggregate (submitted_at, length(id), id)
  where submitted_at is not null;
create index aggregate_completed on riskgate.aggregate (completed_at)
  where is_closed and completed_at is not null;

-- Rules I2 and I3: a name has at most one holder. A row is there only as long as the name is held, or until somebody
-- takes over one whose time is over, so that uniqueness is partial without a clock in the index.
create table riskgate.reserved_key (
  key text collate "C" primary key,
  kind text collate "C" not null,
  id text collate "C" not null,
  until bigint
);
create index reserved_key_holder on riskgate.reserved_key (kind, id);

create table riskgate.audit_event (
  kind text collate "C" not null,
  id text collate "C" not null,
  sequence integer not null,
  event text not null,
  primary key (kind, id, sequence)
);

create table riskgate.personal_text (
  kind text collate "C" not null,
  id text collate "C" not null,
  sequence integer not null,
  name text not null,
  salt text not null,
  text text not null,
  primary key (kind, id, sequence, name)
);

-- Heads of chains that no anchor has seen yet; written by their commit, taken by the anchor that names them.
create table riskgate.waiting_head (
  position bigint generated always as identity primary key,
  aggregate text not null,
  version integer not null,
  sequence integer not null,
  hash text not null
);

create table riskgate.anchor (
  sequence bigint primary key,
  line text not null
);

create table riskgate.signing_key (
  is_only boolean primary key default true check (is_only),
  public_key text not null,
  private_pem text,
  -- Of the first anchor, where the key was changed before the store moved in.
  first_public_key text
);

-- A commit adds what it changes; one total row for all would let every commit wait for every other.
create table riskgate.notice_total (
  is_only boolean primary key default true check (is_only),
  intended bigint not null, delivered bigint not null, failed bigint not null,
  withdrawn bigint not null, pending bigint not null
);
insert into riskgate.notice_total values (true, 0, 0, 0, 0, 0);
create table riskgate.notice_change (
  intended integer not null, delivered integer not null, failed integer not null,
  withdrawn integer not null, pending integer not null
);

create table riskgate.liveness (
  is_only boolean primary key default true check (is_only),
  alive_at bigint,
  outages jsonb not null,
  -- A jump of the database's clock that nobody has confirmed yet.
  clock_jump jsonb
);
insert into riskgate.liveness values (true, null, '[]');

create sequence riskgate.request_number start 1001;
create sequence riskgate.undelivered_order;

create function riskgate.refuse_reserved() returns text language plpgsql as $$
begin
  raise exception 'another aggregate holds one of the keys' using errcode = 'RG001';
end $$;

-- Evidence is only added to. Retention and erasure say so for their own transaction, after their signed record.
create function riskgate.keep_evidence() returns trigger language plpgsql as $$
begin
  -- The purposes for which rows of this table may go; none for anchors.
  if tg_op = 'DELETE' and coalesce(current_setting('riskgate.keeping', true) = any(tg_argv), false) then
    return old;
  end if;
  raise exception '% of riskgate.% is refused: the audit is append-only', tg_op, tg_table_name
    using errcode = 'RG002';
end $$;
create trigger keep_evidence before update or delete on riskgate.audit_event
  for each row execute function riskgate.keep_evidence('removal');
create trigger keep_evidence before update or delete on riskgate.personal_text
  for each row execute function riskgate.keep_evidence('removal', 'erasure');
create trigger keep_evidence before update or delete on riskgate.anchor
  for each row execute function riskgate.keep_evidence();
create trigger keep_all_evidence before truncate on riskgate.audit_event
  for each statement execute function riskgate.keep_evidence();
create trigger keep_all_evidence before truncate on riskgate.personal_text
  for each statement execute function riskgate.keep_evidence();
create trigger keep_all_evidence before truncate on riskgate.anchor
  for each statement execute function riskgate.keep_evidence();
`;
