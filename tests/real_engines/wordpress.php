<?php
// Installs WordPress and fills it through its own functions: php wordpress.php ROOT < content.json. Tells the addresses it gave, as JSON.
[$_, $root, $host] = $argv;
$_SERVER += ['HTTP_HOST' => $host, 'SERVER_NAME' => $host, 'REQUEST_URI' => '/', 'REQUEST_METHOD' => 'GET', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
define('WP_INSTALLING', true);
require "$root/wp-load.php";
require ABSPATH . 'wp-admin/includes/upgrade.php';
$content = json_decode(stream_get_contents(STDIN), true, 512, JSON_THROW_ON_ERROR);
wp_install($content['title'], 'admin', 'admin@example.org', true, '', bin2hex(random_bytes(8)), 'ru_RU');
switch_theme($content['theme']);
global $wp_rewrite;
$wp_rewrite->set_permalink_structure($content['permalinks']);
$wp_rewrite->flush_rules(false);
update_option('posts_per_page', 5);
wp_cache_flush();

function fault($made) { if (is_wp_error($made)) { fwrite(STDERR, $made->get_error_message()); exit(1); } return $made; }

$made = [];
foreach ($content['files'] as $file) {
    $put = wp_upload_bits($file['name'], null, base64_decode($file['body']), $file['month'] ?? null);
    if ($put['error']) { fwrite(STDERR, "$file[name]: $put[error]"); exit(1); }
    $type = wp_check_filetype($put['file'])['type'];
    $id = fault(wp_insert_attachment(['post_title' => $file['title'], 'post_mime_type' => $type, 'post_status' => 'inherit'], $put['file'], 0, true));
    $made['{' . $file['name'] . '}'] = $put['url'];
    $made['{page of ' . $file['name'] . '}'] = get_attachment_link($id);
}
$ids = [];
foreach (['page', 'post'] as $kind) {
    foreach ($content[$kind . 's'] as $item) {
        $ids[$item['slug']] = $id = fault(wp_insert_post([
            'post_type' => $kind, 'post_status' => 'publish', 'post_title' => $item['title'], 'post_name' => $item['slug'],
            'post_author' => 1, 'post_content' => wp_slash(strtr($item['body'], $made)), 'post_date' => $item['date'] ?? '2024-09-01 10:00:00',
            'post_parent' => $ids[$item['parent'] ?? ''] ?? 0, 'tags_input' => $item['tags'] ?? [],
        ], true));
        $made['{' . $item['slug'] . '}'] = get_permalink($id);
        if ($kind == 'post') { wp_set_object_terms($id, $item['category'] ?? 'Новости', 'category'); }
    }
}
$menu = fault(wp_create_nav_menu('Главное меню'));
foreach ($content['menu'] as $slug) {
    fault(wp_update_nav_menu_item($menu, 0, ['menu-item-object-id' => $ids[$slug], 'menu-item-object' => 'page', 'menu-item-type' => 'post_type', 'menu-item-status' => 'publish']));
}
set_theme_mod('nav_menu_locations', ['primary' => $menu, 'footer' => $menu]);
foreach ([$content['front'] ?? ''] as $front) {
    if ($front) { update_option('show_on_front', 'page'); update_option('page_on_front', $ids[$front]); update_option('page_for_posts', $ids['novosti']); }
}
wp_insert_comment(['comment_post_ID' => end($ids), 'comment_content' => 'Спасибо!', 'comment_author' => 'Гость', 'comment_approved' => 1]);
echo json_encode($made, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
